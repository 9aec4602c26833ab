package io.hydrascope.schemas.text;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times as people type them: {@code 90s}, {@code 10m}, {@code 2h}. */
public final class TimeSpan {
  private TimeSpan() {}

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
