package io.hydrascope.agent.offline;

import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.method.Planner;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptFile;
import io.hydrascope.agent.rows.RowShape;
import io.hydrascope.agent.rows.SweptRows;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.analysis.Accounting;
import io.hydrascope.analysis.Responses;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.text.Counted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** One sweep from loading to the last row. */
public final class SweepRun {
  private final SweepRequest request;
  private final Progress progress;
  private final Clock clock = Clock.systemUTC();

  public SweepRun(SweepRequest request, Progress progress) {
    this.request = request;
    this.progress = progress;
  }

  public SweepResult run() throws IOException {
    progress.await("loading " + request.model().folder());
    try (LoadedModel model = request.model().load(request.engine())) {
      model.notes().forEach(note -> progress.say(request.model().folder() + ": " + note));
      List<Prompt> prompts = read(request.prompts());
      List<Prompt> donors = request.donors().map(this::read).orElse(prompts);
      Planner planner = new Planner(model, request.measuring(), donors, reference(model, prompts));
      CapturePlan plan = planner.plan(planner.units());
      Sweep sweep = planner.sweep(plan);
      Planner.requireRunnable(sweep.of(plan.ablated().subList(0, 1)), prompts);
      AblationShares shares = shares(plan.ablated(), prompts.size());
      SweepTally tally = tally(model, plan, prompts);
      try (SweepOutput output = SweepOutput.open(request.output(), shape(model))) {
        for (Prompt prompt : prompts) {
          PromptShare share = shares.next();
          int atOnce = sweep.of(share.units()).unitsAtOnce(prompt);
          for (PromptShare part : share.parts(atOnce)) {
            CaptureBatch batch = capture(model, sweep.of(part.units()), prompt);
            EffectBatch effects = Accounting.account(batch).get(0);
            shares.observe(effects);
            output.write(new SweptRows(effects, new Responses(batch), part.probabilities()));
            tally.add(effects, ablations(effects), work(prompt, part.units().size()));
          }
          tally.promptDone();
        }
        output.finish();
      }
      return tally.result(request, model, plan.referenceSet(), shares.mostFragile());
    }
  }

  private AblationShares shares(List<AblationUnit> units, int prompts) {
    return request
        .budget()
        .<AblationShares>map(
            budget -> new BudgetedShares(units, prompts, budget, request.seedOrDefault()))
        .orElseGet(() -> AblationShares.whole(units));
  }

  private SweepTally tally(LoadedModel model, CapturePlan plan, List<Prompt> prompts) {
    int units = plan.ablated().size();
    long all = (long) units * prompts.size();
    long allowed = Math.min(all, request.budget().orElse(all));
    progress.say(
        "%s: %s on %s"
            .formatted(
                model.modelInfo().modelType(),
                Counted.of(allowed, "ablation"),
                Counted.of(prompts.size(), "prompt")));
    double work = prompts.stream().mapToDouble(prompt -> work(prompt, units)).sum();
    return new SweepTally(progress, clock, prompts.size(), work * allowed / all);
  }

  /** The plan, which is not known yet, checks the prompts later. */
  private List<Prompt> read(Path file) {
    Optional<TextTokenizer> tokenizer = TextTokenizer.find(request.model().tokenizer());
    try {
      return PromptFile.read(file, tokenizer, prompt -> {});
    } finally {
      tokenizer.ifPresent(TextTokenizer::close);
    }
  }

  private Optional<ReferenceStatistics> reference(LoadedModel model, List<Prompt> prompts) {
    if (!request.method().needsReference()) {
      return Optional.empty();
    }
    List<Prompt> reference =
        request.reference().isPresent() ? read(request.reference().get()) : prompts;
    return Optional.of(ReferenceStatistics.over(model, reference));
  }

  private RowShape shape(LoadedModel model) {
    return new RowShape(
        request.method().target() == Target.LOGIT_DIFF,
        request.method().ablation() == Ablation.RESAMPLE,
        request.budget().isPresent(),
        request.responses() ? model.modelInfo().basis().components() : List.of());
  }

  private CaptureBatch capture(LoadedModel model, Sweep sweep, Prompt prompt) {
    CapturePlan plan = sweep.plan();
    return new CaptureBatch(
        source(model),
        plan,
        model.modelInfo().basis(),
        plan.ablated(),
        List.of(sweep.capture(prompt, 0)),
        sweep.run(prompt));
  }

  private CaptureSource source(LoadedModel model) {
    return new CaptureSource(
        request.model().model(),
        request.revision().orElse(request.model().revision()),
        model.modelInfo().contentSha256(),
        "sweep");
  }

  /** Every position of one is a run of its own only where nothing else is replaced. */
  private long ablations(EffectBatch effects) {
    return request.method().scope() == Scope.READOUT_POSITION
        ? effects.count()
        : (long) effects.ablated().size() * Math.max(1, effects.capture().donors().size());
  }

  /** In proportion to the time that it takes. */
  private double work(Prompt prompt, int units) {
    int donors = request.method().ablation() == Ablation.RESAMPLE ? prompt.donors().size() : 1;
    return (double) prompt.tokens().length * units * donors;
  }
}
