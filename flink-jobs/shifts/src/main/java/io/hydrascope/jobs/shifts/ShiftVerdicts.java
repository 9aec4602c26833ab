package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.alerting.rules.ShiftTest.Threshold;
import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.EBenjaminiHochberg.Decision;
import io.hydrascope.analysis.EProcess;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What a comparison says at one look: a row a component, measure and segment, over all of them
 * jointly.
 *
 * @param undefined rows whose measure is not defined for their component
 */
record ShiftVerdicts(List<ShiftRow> rows, long undefined) {

  static ShiftVerdicts of(ComparisonState comparison, Rule rule) {
    RevisionPair pair = comparison.pair();
    Hypotheses hypotheses = new Hypotheses(rule.test(), pair.plan().ablated());
    List<EProcess> processes = comparison.tested().processes(hypotheses);
    // Each process has its own delta; the rule's is that of the first measure.
    double delta = rule.test().thresholds().get(0).delta();
    List<Decision> decisions = new EBenjaminiHochberg(rule.test().alpha(), delta).decide(processes);
    List<ShiftRow> rows = new ArrayList<>();
    long undefined = 0;
    for (int i = 0; i < decisions.size(); i++) {
      rows.add(row(comparison, rule, i, processes.get(i), decisions.get(i)));
      undefined += isUndefined(comparison, hypotheses, i) ? 1 : 0;
    }
    return new ShiftVerdicts(rows, undefined);
  }

  private static boolean isUndefined(ComparisonState comparison, Hypotheses hypotheses, int index) {
    return hypotheses.threshold(index).measure() == ShiftMeasure.REPAIR_RESIDUAL
        && comparison.tested().fractions().isFixed()
        && Double.isNaN(comparison.tested().fractions().of(index % hypotheses.components().size()));
  }

  private static ShiftRow row(
      ComparisonState comparison, Rule rule, int index, EProcess process, Decision decision) {
    RevisionPair pair = comparison.pair();
    Hypotheses hypotheses = new Hypotheses(rule.test(), pair.plan().ablated());
    Threshold threshold = hypotheses.threshold(index);
    return new ShiftRow(
        rule.name(),
        pair.model(),
        pair.base(),
        pair.candidate(),
        hypotheses.component(index),
        threshold.measure(),
        hypotheses.segment(index),
        pair.plan().ablation().text(),
        pair.plan().scope().text(),
        pair.plan().target().text(),
        comparison.atMicros(),
        process.n(),
        process.effect(),
        decision.interval().low(),
        decision.interval().high(),
        Math.min(Math.exp(decision.logE()), Double.MAX_VALUE),
        rule.test().alpha(),
        threshold.delta(),
        decision.verdict());
  }

  /** Not latched: it follows from the verdicts of this look alone. */
  AlertState verdict() {
    if (count(Verdict.SHIFTED) > 0) {
      return AlertState.ALERT;
    }
    long equivalent = count(Verdict.EQUIVALENT);
    return equivalent > 0 && equivalent + undefined == rows.size()
        ? AlertState.OK
        : AlertState.UNKNOWN;
  }

  String reason() {
    String counts =
        "of %,d tested: %,d shifted, %,d equivalent, %,d undecided"
            .formatted(
                rows.size(),
                count(Verdict.SHIFTED),
                count(Verdict.EQUIVALENT),
                count(Verdict.UNDECIDED));
    return undefined == 0 ? counts : counts + " (%,d of these undefined)".formatted(undefined);
  }

  private long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  List<ShiftRow> shifted() {
    return rows.stream().filter(row -> row.verdict() == Verdict.SHIFTED).toList();
  }

  /** Index of the row with the largest e-value. */
  int strongest() {
    int strongest = 0;
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).eValue() > rows.get(strongest).eValue()) {
        strongest = i;
      }
    }
    return strongest;
  }
}
