package io.hydrascope.schemas.text;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times as people type them: {@code 90s}, {@code 10m}, {@code 2h}. */
public final class TimeSpan {
  private TimeSpan() {}

  /** As people type it, for example {@code 1h30m}; {@code 0s} for none. */
  public static String text(Duration span) {
    return span.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /**
   * @param option that the text was given to, for the message
   * @throws BadInputException naming the option and its text
   */
  public static Duration parse(String option, String text) {
    try {
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException e) {
      throw new BadInputException(option + " " + text + " is not a time such as 90s, 10m or 2h");
    }
  }
}
