package io.hydrascope.platform.demo;

import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.IntervalText;
import io.hydrascope.schemas.text.JsonText;
import io.hydrascope.storage.query.FragileComponent;
import io.hydrascope.storage.query.MeasuredValue;
import io.hydrascope.storage.query.ShiftSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a demo found.
 *
 * @param prompts that every revision has captured
 * @param failed how often a revision has no capture of a prompt
 * @param rows effect rows of this run
 * @param firstRowSeconds from the start of the command to the first queryable row
 * @param streamingSeconds from the first prompt to the last queryable row
 * @param leftOut lines on prompts that were not asked, and how to ask them
 * @param question a command that asks more of the tables
 * @param closureP999 p99.9 of |closure_error| / max(1, |intact_logit|)
 */
public record DemoSummary(
    String model,
    List<String> revisions,
    int prompts,
    long failed,
    long ablations,
    long rows,
    double firstRowSeconds,
    double streamingSeconds,
    double totalSeconds,
    double closureP999,
    List<FragileComponent> fragile,
    List<ShiftSummary> shifts,
    List<AlertRow> alerts,
    List<String> leftOut,
    String question) {

  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "%-11s %s × %s of %s"
            .formatted(
                "Asked",
                Counted.of(prompts, "prompt"),
                Counted.of(revisions.size(), "revision"),
                model));
    leftOut.forEach(line -> lines.add("%-11s %s".formatted("", line)));
    if (failed > 0) {
      lines.add("%-11s %,d times, named above: those have no rows".formatted("Failed", failed));
    }
    lines.add("%-11s %,d, each at every position".formatted("Ablations", ablations));
    lines.add(
        "%-11s %,d, all queryable (%,.0f rows/s from first prompt to last row)"
            .formatted("Effect rows", rows, rows / streamingSeconds));
    lines.add(
        "%-11s p99.9 of |closure_error| / max(1, |logit|) = %.1e, n = %s"
            .formatted("Accounting", closureP999, Counted.of(rows, "row")));
    lines.add(
        "%-11s first row after %.1f s, all after %.1f s"
            .formatted("Time", firstRowSeconds, totalSeconds));
    addFragile(lines);
    addShifts(lines);
    lines.add("");
    lines.add("Ask more: " + question);
    return String.join(System.lineSeparator(), lines);
  }

  private void addFragile(List<String> lines) {
    lines.add("");
    lines.add(
        "Most fragile components of %s: mean logprob_drop when ablated, nats [95%% interval by prompt]"
            .formatted(revisions.get(0)));
    for (FragileComponent component : fragile) {
      MeasuredValue drop = component.logprobDrop();
      lines.add(
          "  %d. %-12s %7.3f %s   n = %s of %s"
              .formatted(
                  component.rank(),
                  component.component(),
                  drop.estimate().value(),
                  IntervalText.of(drop.estimate().low(), drop.estimate().high()),
                  Counted.of(drop.n(), "row"),
                  Counted.of(drop.prompts(), "prompt")));
    }
  }

  private void addShifts(List<String> lines) {
    if (shifts.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(
        "Self-repair against %s: mean paired difference by prompt, logits; within ±delta is no shift"
            .formatted(revisions.get(0)));
    for (ShiftSummary shift : shifts) {
      lines.add("  %-11s %s".formatted(shift.candidate(), Findings.verdicts(shift)));
      lines.add("  %-11s %s".formatted("", Findings.strongest(shift)));
    }
    lines.add("");
    lines.add("Alerts");
    if (alerts.isEmpty()) {
      lines.add("  none open");
    }
    for (AlertRow alert : alerts) {
      lines.add("  " + Findings.alert(alert));
    }
  }

  public String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model);
    fields.put("revisions", revisions);
    fields.put("prompts", prompts);
    fields.put("ablations", ablations);
    fields.put("rows", rows);
    fields.put("rows_per_second", rows / streamingSeconds);
    fields.put("first_row_seconds", firstRowSeconds);
    fields.put("total_seconds", totalSeconds);
    fields.put("closure_error_p999", closureP999);
    fields.put("fragile", fragile.stream().map(DemoSummary::fragileFields).toList());
    fields.put("shifts", shifts.stream().map(DemoSummary::shiftFields).toList());
    fields.put("alerts", alerts);
    return JsonText.of(fields);
  }

  private static Map<String, Object> fragileFields(FragileComponent component) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("component", component.component());
    fields.put("logprob_drop", component.logprobDrop().estimate());
    fields.put("unit", component.logprobDrop().unit().text());
    fields.put("n", component.logprobDrop().n());
    fields.put("prompts", component.logprobDrop().prompts());
    return fields;
  }

  private static Map<String, Object> shiftFields(ShiftSummary shift) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("base", shift.base());
    fields.put("candidate", shift.candidate());
    fields.put("measure", shift.measure().column());
    fields.put("shifted", shift.shifted());
    fields.put("equivalent", shift.equivalent());
    fields.put("undecided", shift.undecided());
    fields.put("strongest", shift.strongest());
    fields.put("e_value", shift.eValue());
    fields.put("effect", shift.effect().value());
    fields.put("low", shift.effect().low());
    fields.put("high", shift.effect().high());
    fields.put("n_prompts", shift.prompts());
    return fields;
  }
}
