package io.hydrascope.jobs.compensation;

import java.time.Duration;

/** Windows of event time that follow each other without a gap, from 1970 UTC on. */
enum MetricsWindow {
  MINUTE("1m", Duration.ofMinutes(1), Duration.ofSeconds(1)),
  HOUR("1h", Duration.ofHours(1), Duration.ofSeconds(10)),
  DAY("1d", Duration.ofDays(1), Duration.ofSeconds(10));

  private final String text;
  private final long millis;
  private final long pauseMillis;

  MetricsWindow(String text, Duration length, Duration pause) {
    this.text = text;
    this.millis = length.toMillis();
    this.pauseMillis = pause.toMillis();
  }

  /** The word in the column {@code window}. */
  String text() {
    return text;
  }

  /** The window's length. */
  long millis() {
    return millis;
  }

  /** At least so long lies between two rows of a window. */
  long pauseMillis() {
    return pauseMillis;
  }

  /** Start of the window that has this time. */
  long startMillis(long timeMillis) {
    return Math.floorDiv(timeMillis, millis) * millis;
  }
}
