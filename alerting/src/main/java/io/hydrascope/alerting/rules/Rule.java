package io.hydrascope.alerting.rules;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * One rule of {@code alerts.yaml}.
 *
 * @param name identifies it, also over changes
 */
public record Rule(
    String name,
    WatchedCaptures watch,
    ShiftTest test,
    Timing timing,
    NotificationSettings telling) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_-]{0,62}");

  public Rule {
    requireName("rule", name);
  }

  /** As one key-value text, the same for the same rule. */
  public String json() {
    return RuleLayout.write(this).toString();
  }

  /**
   * @throws BadRulesException if it is no rule
   */
  public static Rule parse(String json) {
    return RuleLayout.read("rule", ControlMessage.tree(json));
  }

  /** The same rule as it ends: at once, and heard. */
  public Rule ending() {
    Timing now =
        new Timing(
            Duration.ZERO,
            Duration.ZERO,
            timing.noDataAfter(),
            timing.noData(),
            timing.lostShare());
    NotificationSettings heard =
        new NotificationSettings(telling.severity(), telling.routes(), telling.states(), false);
    return new Rule(name, watch, test, now, heard);
  }

  /** Names travel in labels and keys. */
  static void requireName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s name=%s: expected a letter, then letters, digits, _ or -, at most 63"
              .formatted(what, name));
    }
  }
}
