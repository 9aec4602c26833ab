package io.hydrascope.compare;

import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a comparison found.
 *
 * @param prompts how many were compared; several of one group are one observation of the shifts
 * @param shifts in the plan's order
 * @param notes what a reader has to know beside the verdicts
 */
public record Comparison(
    String base,
    String candidate,
    ComparisonMethod asked,
    int prompts,
    List<ComponentShift> shifts,
    List<String> notes,
    ReportFigures pictures) {
  private static final int SHOWN = 12;

  public Comparison {
    shifts = List.copyOf(shifts);
    notes = List.copyOf(notes);
  }

  public long count(Verdict verdict) {
    return shifts.stream().filter(shift -> shift.verdict() == verdict).count();
  }

  public boolean anyShifted() {
    return count(Verdict.SHIFTED) > 0;
  }

  /** The clearest first: shifted by e-value, then the others. */
  public List<ComponentShift> ranked() {
    return shifts.stream()
        .sorted(
            Comparator.comparing((ComponentShift shift) -> shift.verdict() != Verdict.SHIFTED)
                .thenComparing(shift -> shift.verdict() == Verdict.EQUIVALENT)
                .thenComparing(shift -> -shift.decision().logE()))
        .toList();
  }

  String headline() {
    return "%s against %s: %d shifted, %d equivalent, %d undecided of %d (components × measures)"
        .formatted(
            candidate,
            base,
            count(Verdict.SHIFTED),
            count(Verdict.EQUIVALENT),
            count(Verdict.UNDECIDED),
            shifts.size());
  }

  /** How it was asked, for a person who wants to repeat it. */
  public String method() {
    return "%s in %s, %s ablation at %s, target %s, δ = %s, α = %s, seed %d"
        .formatted(
            Counted.of(prompts, "prompt"),
            Counted.of(shifts.get(0).prompts(), "observation"),
            asked.plan().ablation(),
            asked.plan().scope(),
            asked.plan().target(),
            asked.rule().delta(),
            asked.rule().alpha(),
            asked.seed());
  }

  /**
   * @param all every row; otherwise the shifted ones and the first of each other verdict
   */
  public String text(boolean all) {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    lines.add(method());
    lines.addAll(notes);
    lines.add("");
    lines.add(ComponentShift.header());
    for (Verdict verdict : List.of(Verdict.SHIFTED, Verdict.UNDECIDED, Verdict.EQUIVALENT)) {
      List<ComponentShift> of =
          ranked().stream().filter(shift -> shift.verdict() == verdict).toList();
      int shown = all || verdict == Verdict.SHIFTED ? of.size() : Math.min(SHOWN, of.size());
      of.subList(0, shown).forEach(shift -> lines.add(shift.line()));
      if (shown < of.size()) {
        lines.add("  … %d more %s (--all)".formatted(of.size() - shown, verdict.text()));
      }
    }
    lines.add("");
    lines.add("effect: mean of candidate − base, logits (logprob_drop nats)");
    lines.add(
        "decides: with how many observations, by the present width; skewed: within ±δ, but too"
            + " skewed or too few to say equivalent");
    return String.join(System.lineSeparator(), lines);
  }

  public String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("base", base);
    fields.put("candidate", candidate);
    fields.put("alpha", asked.rule().alpha());
    fields.put("delta", asked.rule().delta());
    fields.put("prompts", prompts);
    fields.put("components", shifts.stream().map(ComponentShift::fields).toList());
    return JsonText.of(fields);
  }
}
