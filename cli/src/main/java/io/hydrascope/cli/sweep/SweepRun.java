package io.hydrascope.cli.sweep;

import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptFile;
import io.hydrascope.agent.sweep.ModelRunner;
import io.hydrascope.agent.sweep.ReferenceMeans;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.analysis.Accounting;
import io.hydrascope.analysis.Responses;
import io.hydrascope.cli.Progress;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One sweep from loading to the last row. */
final class SweepRun {
  private final SweepRequest request;
  private final Progress progress;
  private final Clock clock = Clock.systemUTC();
  private Instant started = clock.instant();
  private long rows;
  private double worstClosureError;

  SweepRun(SweepRequest request, Progress progress) {
    this.request = request;
    this.progress = progress;
  }

  SweepResult run() throws IOException {
    try (ModelRunner runner = ModelRunner.load(request.model(), request.engine())) {
      List<Prompt> prompts = read(request.prompts());
      Optional<ReferenceMeans> means = means(runner, prompts);
      CapturePlan plan = plan(runner, means);
      Sweep sweep =
          means.isPresent() ? Sweep.mean(runner, plan, means.get()) : Sweep.zero(runner, plan);
      prompts.forEach(sweep::requireFits);
      progress.say(
          "%s: %d ablations of each of %,d prompts"
              .formatted(runner.modelInfo().modelType(), plan.ablated().size(), prompts.size()));
      started = clock.instant();
      sweepAll(runner, plan, sweep, prompts);
      return new SweepResult(
          request.output(),
          prompts.size(),
          (long) prompts.size() * plan.ablated().size(),
          rows,
          secondsSince(started),
          worstClosureError);
    }
  }

  /** The plan, which is not known yet, checks the prompts later. */
  private List<Prompt> read(Path file) {
    Optional<TextTokenizer> tokenizer = TextTokenizer.find(request.model());
    try {
      return PromptFile.read(file, tokenizer, prompt -> {});
    } finally {
      tokenizer.ifPresent(TextTokenizer::close);
    }
  }

  private Optional<ReferenceMeans> means(ModelRunner runner, List<Prompt> prompts) {
    if (request.ablation() != Ablation.MEAN) {
      return Optional.empty();
    }
    List<Prompt> reference =
        request.reference().isPresent() ? read(request.reference().get()) : prompts;
    return Optional.of(ReferenceMeans.over(runner, reference));
  }

  private CapturePlan plan(ModelRunner runner, Optional<ReferenceMeans> means) {
    return new CapturePlan(
        request.ablation(),
        request.scope(),
        request.target(),
        request.units().ablated(runner.modelInfo().basis()),
        request.readout(),
        means.map(ReferenceMeans::id).orElse(""));
  }

  private void sweepAll(ModelRunner runner, CapturePlan plan, Sweep sweep, List<Prompt> prompts)
      throws IOException {
    CaptureSource source = source(runner);
    try (SweepRowWriter writer =
        new SweepRowWriter(new BufferedOutputStream(Files.newOutputStream(request.output())))) {
      for (int done = 0; done < prompts.size(); done++) {
        Prompt prompt = prompts.get(done);
        Capture capture = sweep.capture(prompt, 0);
        CaptureBatch batch =
            new CaptureBatch(
                source,
                plan,
                runner.modelInfo().basis(),
                plan.ablated(),
                List.of(capture),
                sweep.run(prompt));
        for (EffectBatch effects : Accounting.account(batch)) {
          if (request.responses()) {
            writer.write(effects, new Responses(batch));
          } else {
            writer.write(effects);
          }
          note(effects);
        }
        showProgress(done + 1, prompts.size(), plan.ablated().size());
      }
    }
  }

  private CaptureSource source(ModelRunner runner) {
    Path folder = request.model().toAbsolutePath().normalize();
    return new CaptureSource(
        String.valueOf(folder.getParent()),
        request.revision().orElse(String.valueOf(folder.getFileName())),
        runner.modelInfo().contentSha256(),
        "sweep");
  }

  private double secondsSince(Instant begin) {
    return Duration.between(begin, clock.instant()).toMillis() / 1000.0;
  }

  private void note(EffectBatch effects) {
    rows += effects.count();
    for (int row = 0; row < effects.count(); row++) {
      double error =
          Math.abs(effects.measure(row, Measure.CLOSURE_ERROR))
              / Math.max(1, Math.abs(effects.intactLogit()[row]));
      worstClosureError = Math.max(worstClosureError, error);
    }
  }

  private void showProgress(int done, int all, int ablations) {
    double perPrompt = secondsSince(started) / done;
    progress.update(
        "%,d of %,d prompts · %,.0f ablations/s · %.0f s left"
            .formatted(done, all, ablations / perPrompt, (all - done) * perPrompt));
  }
}
