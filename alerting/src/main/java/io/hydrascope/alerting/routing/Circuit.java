package io.hydrascope.alerting.routing;

import java.time.Duration;

/**
 * How long to leave a receiver alone: after each failure twice as long as before. After a few it is
 * open, and the first message is all that is tried. Not thread-safe.
 */
public final class Circuit {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int OPENS_AFTER = 5;

  private int failures;

  /** It took a message. */
  public void succeeded() {
    failures = 0;
  }

  /** It did not; returns how long to wait. */
  public Duration failed() {
    failures++;
    long seconds = FIRST.toSeconds() << Math.min(failures - 1, 20);
    return seconds > LONGEST.toSeconds() ? LONGEST : Duration.ofSeconds(seconds);
  }

  /** Whether it has failed so often that somebody should look. */
  public boolean isOpen() {
    return failures >= OPENS_AFTER;
  }

  /** In a row. */
  public int failures() {
    return failures;
  }
}
