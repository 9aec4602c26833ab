package io.hydrascope.agent.serve;

import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.method.Planner;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptFile;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.capture.CaptureSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A loaded model with its plan and the prompts of the agent's file; all of it fits together.
 *
 * @param tokenizer of prompts that come as text
 * @param prompts of the file, in order
 */
record PlannedModel(
    LoadedModel model,
    Optional<TextTokenizer> tokenizer,
    List<Prompt> prompts,
    CaptureSource source,
    CapturePlan plan,
    Sweep sweep)
    implements AutoCloseable {

  static PlannedModel load(AgentSettings settings) {
    Optional<TextTokenizer> tokenizer =
        settings.readsPrompts()
            ? TextTokenizer.find(settings.model().source().tokenizer())
            : Optional.empty();
    LoadedModel model = null;
    try {
      model = settings.model().source().load(settings.model().engine());
      return of(settings, model, tokenizer);
    } catch (RuntimeException e) {
      if (model != null) {
        model.close();
      }
      tokenizer.ifPresent(TextTokenizer::close);
      throw e;
    }
  }

  private static PlannedModel of(
      AgentSettings settings, LoadedModel model, Optional<TextTokenizer> tokenizer) {
    List<Prompt> prompts = read(settings.files().prompts(), tokenizer);
    Planner planner = planner(settings, model, prompts, tokenizer);
    CapturePlan plan = planner.plan(planner.units());
    Sweep sweep = planner.sweep(plan);
    Planner.requireRunnable(sweep, prompts);
    CaptureSource source =
        new CaptureSource(
            settings.model().name(),
            settings.model().revision(),
            model.modelInfo().contentSha256(),
            "agent-" + UUID.randomUUID());
    return new PlannedModel(model, tokenizer, prompts, source, plan, sweep);
  }

  private static Planner planner(
      AgentSettings settings,
      LoadedModel model,
      List<Prompt> prompts,
      Optional<TextTokenizer> tokenizer) {
    AgentSettings.Files files = settings.files();
    List<Prompt> donors = files.donors().isPresent() ? read(files.donors(), tokenizer) : prompts;
    Optional<ReferenceStatistics> reference = Optional.empty();
    if (settings.measuring().method().needsReference()) {
      List<Prompt> over =
          files.reference().isPresent() ? read(files.reference(), tokenizer) : prompts;
      reference = Optional.of(ReferenceStatistics.over(model, over));
    }
    return new Planner(model, settings.measuring(), donors, reference);
  }

  private static List<Prompt> read(Optional<Path> file, Optional<TextTokenizer> tokenizer) {
    return file.map(path -> PromptFile.read(path, tokenizer, prompt -> {})).orElse(List.of());
  }

  @Override
  public void close() {
    try (model) {
      tokenizer.ifPresent(TextTokenizer::close);
    }
  }
}
