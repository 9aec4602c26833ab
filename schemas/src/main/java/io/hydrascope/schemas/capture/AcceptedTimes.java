package io.hydrascope.schemas.capture;

import static io.hydrascope.schemas.capture.BadCaptureException.Reason.EVENT_TIME_AHEAD;
import static io.hydrascope.schemas.capture.BadCaptureException.Reason.EVENT_TIME_TOO_OLD;

import io.hydrascope.schemas.text.TimeSpan;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Which event times are believed. A clock that is wrong, or a producer that lies, must neither end
 * a window for others nor spread rows over more months than a table takes at once.
 *
 * @param ahead the most by which a capture may lie after the reader's clock
 * @param behind the most by which it may lie before: older effects would be deleted anyway
 */
public record AcceptedTimes(Duration ahead, Duration behind) implements Serializable {
  public static final Duration DEFAULT_AHEAD = Duration.ofMinutes(10);
  public static final Duration DEFAULT_BEHIND = Duration.ofDays(90);

  public AcceptedTimes {
    if (ahead.isNegative() || behind.isNegative()) {
      throw new IllegalArgumentException(
          "ahead=%s, behind=%s: neither may be below 0".formatted(ahead, behind));
    }
  }

  /**
   * @param nowMillis of the reader's clock
   * @throws BadCaptureException naming the first capture whose time lies outside
   */
  public void require(List<Capture> captures, long nowMillis) {
    long first = nowMillis - behind.toMillis();
    long last = nowMillis + ahead.toMillis();
    for (Capture capture : captures) {
      long millis = Math.floorDiv(capture.eventTimeMicros(), 1_000L);
      if (millis > last) {
        throw new BadCaptureException(
            EVENT_TIME_AHEAD,
            "%s more than %s (--max-clock-skew) after this clock, %s: set the clock of the agent's machine"
                .formatted(named(capture), TimeSpan.text(ahead), Instant.ofEpochMilli(nowMillis)));
      }
      if (millis < first) {
        throw new BadCaptureException(
            EVENT_TIME_TOO_OLD,
            "%s more than %d days (--keep effects) before this clock, %s: set the clock of the agent's machine, or keep effects for longer"
                .formatted(named(capture), behind.toDays(), Instant.ofEpochMilli(nowMillis)));
      }
    }
  }

  private static String named(Capture capture) {
    return "event_time=%s of prompt %s is".formatted(text(capture), capture.promptId());
  }

  /** Any number may come. */
  private static String text(Capture capture) {
    try {
      return Instant.EPOCH.plus(capture.eventTimeMicros(), ChronoUnit.MICROS).toString();
    } catch (DateTimeException | ArithmeticException e) {
      return capture.eventTimeMicros() + " µs";
    }
  }
}
