package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.EBenjaminiHochberg.Decision;
import io.hydrascope.analysis.EProcess;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What a comparison says after a prompt: a row a component, over all components jointly. */
record ShiftVerdicts(List<ShiftRow> rows) {

  static ShiftVerdicts of(Comparison comparison, PromptDifference pair, EBenjaminiHochberg rule) {
    List<EProcess> processes =
        comparison.components().stream().map(each -> each.process(rule.delta())).toList();
    List<Decision> decisions = rule.decide(processes);
    List<ShiftRow> rows = new ArrayList<>();
    for (int i = 0; i < decisions.size(); i++) {
      Decision decision = decisions.get(i);
      rows.add(
          new ShiftRow(
              pair.model(),
              pair.base(),
              pair.candidate(),
              pair.plan().ablated().get(i),
              Measure.SELF_REPAIR,
              pair.plan().ablation().text(),
              pair.plan().scope().text(),
              pair.plan().target().text(),
              comparison.atMicros(),
              processes.get(i).n(),
              processes.get(i).effect(),
              decision.interval().low(),
              decision.interval().high(),
              Math.min(Math.exp(decision.logE()), Double.MAX_VALUE),
              rule.alpha(),
              rule.delta(),
              decision.verdict()));
    }
    return new ShiftVerdicts(rows);
  }

  /** Not latched: it follows from the verdicts of this look alone. */
  AlertState alert() {
    if (rows.stream().anyMatch(row -> row.verdict() == Verdict.SHIFTED)) {
      return AlertState.ALERT;
    }
    return rows.stream().allMatch(row -> row.verdict() == Verdict.EQUIVALENT)
        ? AlertState.OK
        : AlertState.UNKNOWN;
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
