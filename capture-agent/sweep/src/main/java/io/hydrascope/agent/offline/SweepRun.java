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
  /** After the first prompt, on which Java and the engine warm up. */
  private static final double TOLD_AFTER_SECONDS = 2;

  /** So long that warming up no longer counts. */
  private static final double FIRST_TELLS_AFTER_SECONDS = 8;

  private final SweepRequest request;
  private final Progress progress;
  private final Clock clock = Clock.systemUTC();

  public SweepRun(SweepRequest request, Progress progress) {
    this.request = request;
    this.progress = progress;
  }

  public SweepResult run() throws IOException {
    try (LoadedModel model = load()) {
      PlannedSweep planned = plan(model);
      SweepTally tally = tally(planned);
      progress.say(planned.expected().said());
      try (SweepOutput output = open(model)) {
        boolean told = false;
        for (Prompt prompt : planned.prompts()) {
          sweep(planned, prompt, tally, output);
          if (!told && isTold(tally)) {
            told = true;
            progress.say(
                "by the first %s: about %s in all"
                    .formatted(
                        Counted.of(tally.promptsDone(), "prompt"),
                        SweepForecast.duration(tally.secondsOfAll())));
          }
        }
        output.finish();
      }
      return tally.result(
          request, model, planned.plan().referenceSet(), planned.shares().mostFragile());
    }
  }

  /** Runs as many prompts as it takes to know what the sweep will cost, and leaves no file. */
  public SweepForecast forecast() throws IOException {
    try (LoadedModel model = load()) {
      PlannedSweep planned = plan(model);
      SweepTally tally = tally(planned);
      try (SweepOutput output = open(model)) {
        for (Prompt prompt : planned.prompts()) {
          sweep(planned, prompt, tally, output);
          if (isTold(tally)) {
            break;
          }
        }
        return planned.expected().forecast(request.output(), tally, output.discard());
      }
    }
  }

  /** Whether enough has run to tell how long the rest takes. */
  private static boolean isTold(SweepTally tally) {
    return (tally.promptsDone() > 1 && tally.seconds() >= TOLD_AFTER_SECONDS)
        || tally.seconds() >= FIRST_TELLS_AFTER_SECONDS;
  }

  private LoadedModel load() {
    progress.await("loading " + request.model().folder());
    LoadedModel model = request.model().load(request.engine());
    model.notes().forEach(note -> progress.say(request.model().folder() + ": " + note));
    return model;
  }

  private PlannedSweep plan(LoadedModel model) throws IOException {
    List<Prompt> prompts = read(request.prompts());
    List<Prompt> donors = request.donors().map(this::read).orElse(prompts);
    Planner planner = new Planner(model, request.measuring(), donors, reference(model, prompts));
    CapturePlan plan = planner.plan(planner.units());
    Sweep sweep = planner.sweep(plan);
    Planner.requireRunnable(sweep.of(plan.ablated().subList(0, 1)), prompts);
    AblationShares shares = shares(plan.ablated(), prompts.size());
    sweep.prepare(prompts.get(0));
    return new PlannedSweep(model, sweep, prompts, shares, expected(model, sweep, prompts));
  }

  private void sweep(PlannedSweep planned, Prompt prompt, SweepTally tally, SweepOutput output)
      throws IOException {
    PromptShare share = planned.shares().next();
    Sweep sweep = planned.sweep();
    double workOfRow = work(prompt, 1) / runs(sweep, prompt);
    planned.model().listen(rows -> tally.passDone(rows, rows * workOfRow));
    int atOnce = sweep.of(share.units()).unitsAtOnce(prompt);
    for (PromptShare part : share.parts(atOnce)) {
      CaptureBatch batch = capture(planned.model(), sweep.of(part.units()), prompt);
      EffectBatch effects = Accounting.account(batch).get(0);
      planned.shares().observe(effects);
      output.write(new SweptRows(effects, new Responses(batch), part.probabilities()));
      tally.add(effects, ablations(effects), work(prompt, part.units().size()));
    }
    tally.promptDone();
  }

  private SweepOutput open(LoadedModel model) throws IOException {
    return SweepOutput.open(request.output(), shape(model));
  }

  private AblationShares shares(List<AblationUnit> units, int prompts) {
    return request
        .budget()
        .<AblationShares>map(
            budget -> new BudgetedShares(units, prompts, budget, request.seedOrDefault()))
        .orElseGet(() -> AblationShares.whole(units));
  }

  private ExpectedSweep expected(LoadedModel model, Sweep sweep, List<Prompt> prompts)
      throws IOException {
    long all = (long) sweep.plan().ablated().size() * prompts.size();
    long allowed = Math.min(all, request.budget().orElse(all));
    return ExpectedSweep.of(
        sweep, prompts, allowed, request.output(), shape(model), request.engine());
  }

  private SweepTally tally(PlannedSweep planned) {
    List<Prompt> prompts = planned.prompts();
    int units = planned.plan().ablated().size();
    long all = (long) units * prompts.size();
    long allowed = planned.expected().ablations();
    progress.say(
        "%s: %s on %s"
            .formatted(
                planned.model().modelInfo().modelType(),
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

  /** Runs of each unit. */
  private static int runs(Sweep sweep, Prompt prompt) {
    boolean onePosition = sweep.plan().scope() == Scope.READOUT_POSITION;
    int donors = sweep.plan().ablation() == Ablation.RESAMPLE ? prompt.donors().size() : 1;
    return donors * (onePosition ? sweep.positions(prompt).length : 1);
  }

  /** In proportion to the time that it takes. */
  private double work(Prompt prompt, int units) {
    int donors = request.method().ablation() == Ablation.RESAMPLE ? prompt.donors().size() : 1;
    return (double) prompt.tokens().length * units * donors;
  }
}
