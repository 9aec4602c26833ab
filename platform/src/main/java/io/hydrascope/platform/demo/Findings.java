package io.hydrascope.platform.demo;

import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.IntervalText;
import io.hydrascope.storage.query.ShiftSummary;

/** Findings as lines for a person, each number with its unit, n and interval. */
final class Findings {
  private Findings() {}

  static String verdicts(ShiftSummary shift) {
    return "%s shifted, %d equivalent, %d undecided after %s"
        .formatted(
            Counted.of(shift.shifted(), "component"),
            shift.equivalent(),
            shift.undecided(),
            Counted.of(shift.prompts(), "prompt"));
  }

  static String strongest(ShiftSummary shift) {
    return "largest e-value %.3g at %s: %+.3f %s %s, n = %s"
        .formatted(
            shift.eValue(),
            shift.strongest(),
            shift.effect().value(),
            shift.effect().unit().text(),
            IntervalText.of(shift.effect().low(), shift.effect().high()),
            Counted.of(shift.prompts(), "prompt"));
  }

  static String alert(AlertRow alert) {
    return "%s %s of %s against %s: %s%+.3f logits %s, e-value %.3g, n = %s"
        .formatted(
            alert.state(),
            alert.measure(),
            alert.revision(),
            alert.baseRevision(),
            subject(alert),
            alert.effect(),
            IntervalText.of(alert.effectLow(), alert.effectHigh()),
            alert.eValue(),
            Counted.of(alert.nPrompts(), "prompt"));
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
