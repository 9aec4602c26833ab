package io.hydrascope.schemas;

import java.util.List;
import java.util.Locale;

/**
 * What is compared between two revisions. {@code repair_residual = self_repair − R_base ·
 * direct_effect} separates "repairs less" from "has more to repair"; R_base is the base's repair
 * fraction over all its rows of held-out prompts. Logits, {@code logprob_drop} nats.
 */
public enum ShiftMeasure {
  SELF_REPAIR,
  REPAIR_RESIDUAL,
  DIRECT_EFFECT,
  TOTAL_EFFECT,
  LOGPROB_DROP;

  public static final List<ShiftMeasure> ALL = List.of(values());

  /** What comparisons are made of, in order. */
  public static final List<Measure> MADE_OF =
      List.of(
          Measure.SELF_REPAIR, Measure.DIRECT_EFFECT, Measure.TOTAL_EFFECT, Measure.LOGPROB_DROP);

  private final String column = name().toLowerCase(Locale.ROOT);

  /** The name in tables, files and screens. */
  public String column() {
    return column;
  }

  /**
   * @throws IllegalArgumentException naming the word and the accepted ones
   */
  public static ShiftMeasure parse(String text) {
    return Words.find(values(), ShiftMeasure::column, text);
  }
}
