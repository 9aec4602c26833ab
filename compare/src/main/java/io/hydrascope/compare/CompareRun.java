package io.hydrascope.compare;

import io.hydrascope.agent.adapter.ModelFolders;
import io.hydrascope.agent.checkpoint.AdapterFolder;
import io.hydrascope.agent.checkpoint.TextTokenizer;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.PromptFile;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.ModelInfo;
import io.hydrascope.analysis.shift.HeldOutRepair;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.storage.query.PlanKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One comparison from loading both revisions to the verdicts. */
public final class CompareRun {
  private static final int UNITS_PER_LOOK = 10;

  private final CompareRequest request;
  private final Progress progress;
  private final List<String> notes = new ArrayList<>();

  public CompareRun(CompareRequest request, Progress progress) {
    this.request = request;
    this.progress = progress;
  }

  public Comparison run() {
    SameShape.requireSameTokenizer(base().tokenizer(), candidate().tokenizer());
    try (LoadedModel base = ModelRunner.load(base(), request.engine());
        LoadedModel candidate = ModelRunner.load(candidate(), request.engine())) {
      requireComparable(base.modelInfo(), candidate.modelInfo());
      base.notes().forEach(note -> notes.add("Base: " + note + "."));
      candidate.notes().forEach(note -> notes.add("Candidate: " + note + "."));
      Probes probes = probes();
      List<Prompt> others = others(probes);
      Revision first = revision(request.base(), base, others, probes);
      Revision second = revision(request.candidate(), candidate, others, probes);
      return compare(first, second, probes, base.modelInfo().basis().components());
    }
  }

  private ModelFolders base() {
    return ModelFolders.of(request.base());
  }

  /** Of an adapter, the base of the comparison is the base. */
  private ModelFolders candidate() {
    return AdapterFolder.is(request.base())
        ? ModelFolders.of(request.candidate())
        : ModelFolders.of(request.candidate(), Optional.of(request.base()), List.of());
  }

  private void requireComparable(ModelInfo base, ModelInfo candidate) {
    SameShape.require(base, candidate);
    if (base.contentSha256().equals(candidate.contentSha256())) {
      notes.add("Both folders hold the same config and weights.");
    }
  }

  private Probes probes() {
    List<Prompt> prompts = read(request.files().probes());
    long seed = request.measuring().seed();
    if (!request.measures().contains(ShiftMeasure.REPAIR_RESIDUAL)) {
      return Probes.whole(prompts, seed);
    }
    return request
        .files()
        .heldOut()
        .map(file -> Probes.beside(read(file), prompts, seed))
        .orElseGet(() -> Probes.split(prompts, seed));
  }

  /** Reference set or donors. */
  private List<Prompt> others(Probes probes) {
    List<Prompt> others = request.files().reference().map(this::read).orElse(List.of());
    Probes.requireApart(others, "--reference", probes.all());
    return others;
  }

  /** With both tokenizers, which must agree. */
  private List<Prompt> read(Path file) {
    List<Prompt> prompts = read(file, base().tokenizer());
    SameShape.requireSameTokens(prompts, read(file, candidate().tokenizer()));
    return prompts;
  }

  private static List<Prompt> read(Path file, Path model) {
    Optional<TextTokenizer> tokenizer = TextTokenizer.find(model);
    try {
      return PromptFile.read(file, tokenizer, prompt -> {});
    } finally {
      tokenizer.ifPresent(TextTokenizer::close);
    }
  }

  private Revision revision(Path folder, LoadedModel model, List<Prompt> others, Probes probes) {
    String name = String.valueOf(folder.getFileName());
    Revision revision = Revision.of(name, model, request.measuring(), others);
    revision.requireRunnable(probes.all());
    return revision;
  }

  private Comparison compare(
      Revision base, Revision candidate, Probes probes, List<Component> responders) {
    List<AblationUnit> ablated = base.plan().ablated();
    progress.say(
        "%s, %s in %s, both revisions"
            .formatted(
                Counted.of(ablated.size(), "component"),
                Counted.of(probes.prompts(), "prompt"),
                Counted.of(probes.units().size(), "observation")));
    List<ResponseEntry> entries = ResponseEntry.parse(request.responses(), ablated, responders);
    ReportFigures pictures = new ReportFigures(ablated, responders);
    UnansweredPrompts lost = new UnansweredPrompts(probes.prompts());
    boolean draws = request.report().isPresent();
    PairedSweep pair =
        new PairedSweep(
            new PairedSweep.Pair(ablated, base, candidate),
            lost,
            entries,
            draws ? pictures::add : (before, after) -> {});
    ShiftTable table = table(base, probes);
    table.testResponses(entries);
    int done = 0;
    for (List<Prompt> unit : probes.units()) {
      pair.ask(unit)
          .ifPresent(
              observed -> {
                table.add(observed);
                pictures.add(observed.difference());
              });
      done++;
      show(table, done, probes.units().size());
    }
    lost.note().ifPresent(notes::add);
    return new Comparison(
        base.name(),
        candidate.name(),
        asked(base.plan()),
        probes.prompts() - lost.count(),
        table.shifts(),
        notes,
        pictures);
  }

  private ComparisonMethod asked(CapturePlan plan) {
    PlanKey key =
        new PlanKey(
            plan.ablation().text(), plan.scope().text(), plan.target().text(), plan.referenceSet());
    return new ComparisonMethod(request.rule(), key, request.measuring().seed());
  }

  private void show(ShiftTable table, int done, int all) {
    if (done % UNITS_PER_LOOK == 0) {
      String found = table.anyShifted() ? "something shifted" : "nothing shifted yet";
      progress.update("%,d of %,d observations · %s".formatted(done, all, found));
    }
  }

  private ShiftTable table(Revision base, Probes probes) {
    List<AblationUnit> ablated = base.plan().ablated();
    HeldOutRepair repair = PairedSweep.heldOut(ablated, base, probes.heldOut());
    if (request.measures().contains(ShiftMeasure.REPAIR_RESIDUAL)) {
      UndefinedRepair.note(repair, ablated, probes.heldOut().size()).ifPresent(notes::add);
    }
    return ShiftTable.of(request.rule(), ablated, request.measures(), repair);
  }
}
