package io.hydrascope.schemas.text;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them: {@code 90s}, {@code 10m}, {@code 2h}, {@code 7d}, {@code 1d12h}. */
public final class TimeSpan {
  private static final Pattern DAYS = Pattern.compile("(\\d+)D(.*)");

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
    String upper = text.toUpperCase(Locale.ROOT);
    Matcher days = DAYS.matcher(upper);
    try {
      if (!days.matches()) {
        return Duration.parse("PT" + upper);
      }
      String rest = days.group(2);
      return Duration.parse("P" + days.group(1) + "D" + (rest.isEmpty() ? "" : "T" + rest));
    } catch (DateTimeParseException e) {
      throw new BadInputException(
          option + " " + text + " is not a time such as 90s, 10m, 2h or 7d");
    }
  }
}
