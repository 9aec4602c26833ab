package io.hydrascope.platform.demo;

import io.hydrascope.schemas.text.Counted;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a demo's prompts will take, from the first of them.
 *
 * @param first how long the first prompt took, on all revisions
 * @param prompts that are to be asked
 * @param elapsed since the command began
 * @param left until no more is asked; empty without a limit
 */
record Forecast(Duration first, int prompts, Duration elapsed, Optional<Duration> left) {
  private static final Duration IN_SECONDS = Duration.ofSeconds(90);

  /**
   * Of all prompts. The first one also warms up, and later ones share messages: mostly too long.
   */
  Duration all() {
    return first.multipliedBy(prompts);
  }

  /** How many prompts fit into the time that is left, the first one among them. */
  long fitting() {
    return left.map(time -> 1 + Math.max(0, time.toMillis()) / Math.max(1, first.toMillis()))
        .map(most -> Math.min(prompts, most))
        .orElse((long) prompts);
  }

  String text() {
    String takes =
        "the first prompt took %.1f s: all %s take about %s or less"
            .formatted(first.toMillis() / 1000.0, Counted.of(prompts, "prompt"), text(all()));
    return fitting() == prompts
        ? takes
        : "%s, and about %,d fit into the time; all with --for %dm"
            .formatted(takes, fitting(), elapsed.plus(all()).toMinutes() + 1);
  }

  private static String text(Duration time) {
    return time.compareTo(IN_SECONDS) < 0
        ? "%d s".formatted(Math.max(1, time.toSeconds()))
        : "%,d min".formatted(Math.round(time.toSeconds() / 60.0));
  }
}
