package io.hydrascope.schemas.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people type them: {@code 512m}, {@code 4g}. */
public final class ByteSize {
  private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,5})([kmg])");

  private ByteSize() {}

  /**
   * @throws BadInputException naming the text and the accepted form
   */
  public static long parse(String text) {
    Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new BadInputException("size=" + text + " is not a size such as 512m or 4g");
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          default -> 30;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
