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

  /** The window of that word. */
  static MetricsWindow parse(String text) {
    for (MetricsWindow window : values()) {
      if (window.text.equals(text)) {
        return window;
      }
    }
    throw new IllegalArgumentException("window=" + text + " is unknown");
  }

  /** One of a window's turns. */
  record Period(MetricsWindow window, long startMillis) {
    private static final char SEPARATOR = ' ';

    long endMillis() {
      return startMillis + window.millis;
    }

    /** The name of its state. */
    String text() {
      return text(window.text, startMillis);
    }

    static String text(String window, long startMillis) {
      return window + SEPARATOR + startMillis;
    }

    static Period parse(String text) {
      int separator = text.indexOf(SEPARATOR);
      return new Period(
          MetricsWindow.parse(text.substring(0, separator)),
          Long.parseLong(text.substring(separator + 1)));
    }
  }
}
