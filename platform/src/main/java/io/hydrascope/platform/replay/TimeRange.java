package io.hydrascope.platform.replay;

import io.hydrascope.schemas.text.BadInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Event times.
 *
 * @param from the first that is included
 * @param to the first that is not
 */
public record TimeRange(Instant from, Instant to) {

  /**
   * Reads {@code 2026-01-31T12:00:00Z}, or {@code 2026-01-31} for its midnight in UTC.
   *
   * @param to now unless given, and where it lies in the future
   * @param say hears of a time that was changed
   * @throws BadInputException naming the option, its text, and what would do
   */
  public static TimeRange parse(
      String from, Optional<String> to, Instant now, Consumer<String> say) {
    Instant start = time("--from", from);
    Instant end = to.map(text -> time("--to", text)).orElse(now);
    if (to.isPresent() && !start.isBefore(end)) {
      throw new BadInputException(
          "--from %s is not before --to %s; exchange them or choose a later --to"
              .formatted(from, to.get()));
    }
    if (!start.isBefore(now)) {
      throw new BadInputException(
          "--from %s lies in the future; choose a time before now, %s"
              .formatted(from, now.truncatedTo(ChronoUnit.SECONDS)));
    }
    if (end.isAfter(now)) {
      say.accept(
          "--to %s lies in the future: the replay ends now, at %s"
              .formatted(to.orElseThrow(), now.truncatedTo(ChronoUnit.SECONDS)));
      end = now;
    }
    return new TimeRange(start, end);
  }

  private static Instant time(String option, String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new BadInputException(
          "%s %s is no time such as 2026-01-31T12:00:00Z or 2026-01-31".formatted(option, text));
    }
  }

  boolean hasMicros(long micros) {
    Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    return !time.isBefore(from) && time.isBefore(to);
  }

  /** The whole days of which it has a part: a window that it touches lies in these. */
  TimeRange days() {
    Instant last = to.minus(1, ChronoUnit.MICROS).truncatedTo(ChronoUnit.DAYS);
    return new TimeRange(from.truncatedTo(ChronoUnit.DAYS), last.plus(1, ChronoUnit.DAYS));
  }

  /** A condition on effects. */
  String sql() {
    return "event_time >= fromUnixTimestamp64Micro(%d) AND event_time < fromUnixTimestamp64Micro(%d)"
        .formatted(micros(from), micros(to));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
