package io.hydrascope.platform.demo;

import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.storage.query.ShiftSummary;

/** Findings as lines for a person, each number with its unit, n and interval. */
final class Findings {
  private Findings() {}

  static String verdicts(ShiftSummary shift) {
    return "%d components shifted, %d equivalent, %d undecided after %,d prompts"
        .formatted(shift.shifted(), shift.equivalent(), shift.undecided(), shift.prompts());
  }

  static String strongest(ShiftSummary shift) {
    return "largest e-value %.3g at %s: %+.3f %s %s, n = %,d prompts"
        .formatted(
            shift.eValue(),
            shift.strongest(),
            shift.effect().value(),
            shift.effect().unit().text(),
            interval(shift.effect().low(), shift.effect().high()),
            shift.prompts());
  }

  static String alert(AlertRow alert) {
    return "%s %s of %s against %s: %s%+.3f logits %s, e-value %.3g, n = %,d prompts"
        .formatted(
            alert.state(),
            alert.measure(),
            alert.revision(),
            alert.baseRevision(),
            subject(alert),
            alert.effect(),
            interval(alert.effectLow(), alert.effectHigh()),
            alert.eValue(),
            alert.nPrompts());
  }

  private static String interval(double low, double high) {
    return Double.isFinite(low) && Double.isFinite(high)
        ? "[%.3f, %.3f]".formatted(low, high)
        : "(interval not bounded yet)";
  }

  private static String subject(AlertRow alert) {
    if (!alert.component().isEmpty()) {
      return alert.component() + " ";
    }
    return switch (alert.state()) {
      case ALERT, WARNING -> "several components shifted, the clearest by ";
      case OK -> "every component equivalent, the largest e-value with ";
      case UNKNOWN, NO_DATA, PAUSED -> "not decided, the largest e-value with ";
    };
  }
}
