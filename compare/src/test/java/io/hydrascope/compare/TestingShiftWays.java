package io.hydrascope.compare;

import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.method.Method;
import io.hydrascope.agent.method.UnitSelection;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.shift.HeldOutRepair;
import io.hydrascope.jobs.shifts.TestingShiftJob;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.storage.query.PairedQueries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The ways in which the product compares two revisions, on the same rows. */
record TestingShiftWays(TestingPairedRows rows, List<String> unitsInOrder) {
  static final ResidualBasis BASIS = new ResidualBasis(2, 2, false);
  static final EBenjaminiHochberg RULE = new EBenjaminiHochberg(0.05, 0.02);
  static final long SEED = 11;

  /** What was found of a component and measure that has a verdict. */
  record Finding(
      AblationUnit component,
      String measure,
      long n,
      double effect,
      double low,
      double high,
      double eValue,
      Verdict verdict) {
    static Finding of(ComponentShift shift) {
      return new Finding(
          shift.component(),
          shift.measure(),
          shift.prompts(),
          shift.effect(),
          shift.decision().interval().low(),
          shift.decision().interval().high(),
          shift.eValue(),
          shift.verdict());
    }

    static Finding of(ShiftRow row) {
      return new Finding(
          row.component(),
          row.measure().column(),
          row.nPrompts(),
          row.effect(),
          row.low(),
          row.high(),
          row.eValue(),
          row.verdict());
    }
  }

  /** As many as the job and a comparison of stored rows hold out. */
  long heldOut(List<ShiftMeasure> measures) {
    return measures.contains(ShiftMeasure.REPAIR_RESIDUAL)
        ? unitsInOrder.size() / Probes.HELD_OUT_SHARE
        : 0;
  }

  /** The last look of the job. */
  List<Finding> ofJob(List<ShiftMeasure> measures) throws Exception {
    String names =
        measures.stream()
            .map(measure -> "\"" + measure.column() + "\"")
            .collect(Collectors.joining(", "));
    String rules =
        """
        {"type": "rules", "rules": [{"name": "r", "base": "%s", "alpha": %s, "delta": %s,
          "measures": [%s]}]}
        """
            .formatted(TestingPairedRows.BASE, RULE.alpha(), RULE.delta(), names);
    try (TestingShiftJob job = TestingShiftJob.start(rules)) {
      for (List<Prompt> unit : rows.units(unitsInOrder)) {
        List<EffectBatch> captures = new ArrayList<>();
        for (Prompt prompt : unit) {
          captures.add(rows.candidate(prompt.id()));
          captures.add(rows.base(prompt.id()));
        }
        job.add(captures, TestingPairedRows.BASE);
      }
      Map<List<Object>, ShiftRow> newest = new LinkedHashMap<>();
      job.rows().forEach(row -> newest.put(List.of(row.component(), row.measure()), row));
      return sorted(
          newest.values().stream().filter(row -> row.nPrompts() > 0).map(Finding::of).toList());
    }
  }

  /** The gate, with revisions that answer from the rows. */
  List<Finding> ofGate(List<ShiftMeasure> measures) {
    List<AblationUnit> ablated = TestingPairedRows.PLAN.ablated();
    int held = (int) heldOut(measures);
    List<List<Prompt>> units = rows.units(unitsInOrder);
    AnswersPrompts base = prompt -> answer(rows::base, prompt);
    AnswersPrompts candidate = prompt -> answer(rows::candidate, prompt);
    HeldOutRepair repair = PairedSweep.heldOut(ablated, base, units.subList(0, held));
    ShiftTable table = ShiftTable.of(RULE, ablated, measures, repair);
    PairedSweep sweep =
        new PairedSweep(
            new PairedSweep.Pair(ablated, base, candidate),
            new UnansweredPrompts(rows.prompts().size()),
            List.of(),
            (before, after) -> {});
    units.subList(held, units.size()).forEach(unit -> sweep.ask(unit).ifPresent(table::add));
    return sorted(table.shifts().stream().map(Finding::of).toList());
  }

  private static Revision.PromptAnswer answer(
      Function<String, EffectBatch> answers, Prompt prompt) {
    EffectBatch effects = answers.apply(prompt.id());
    CaptureBatch noRows =
        new CaptureBatch(
            effects.source(),
            effects.plan(),
            BASIS,
            effects.ablated(),
            List.of(effects.capture()),
            CaptureRows.allocate(Detail.FULL, 0, BASIS));
    return new Revision.PromptAnswer(noRows, effects);
  }

  /** The comparison of what is stored. */
  static List<Finding> ofStored(PairedQueries queries, List<ShiftMeasure> measures) {
    Method method =
        new Method(
            TestingPairedRows.PLAN.ablation(),
            TestingPairedRows.PLAN.scope(),
            List.of(),
            "all",
            TestingPairedRows.PLAN.target(),
            DonorPosition.SAME);
    StoredRequest request =
        new StoredRequest(
            Optional.of(TestingPairedRows.MODEL),
            TestingPairedRows.BASE,
            TestingPairedRows.CANDIDATE,
            Optional.empty(),
            measures,
            RULE,
            new Measuring(method, new UnitSelection(Optional.empty(), List.of(), List.of()), SEED),
            Optional.empty());
    return sorted(
        new StoredRun(request, queries, Progress.silent())
            .run().shifts().stream().map(Finding::of).toList());
  }

  private static List<Finding> sorted(List<Finding> findings) {
    return findings.stream()
        .sorted(
            Comparator.comparing((Finding each) -> each.component().text())
                .thenComparing(Finding::measure))
        .toList();
  }
}
