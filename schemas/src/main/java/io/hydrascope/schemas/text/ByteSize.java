package io.hydrascope.schemas.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people type them: {@code 512m}, {@code 4g}, {@code 1t}. */
public final class ByteSize {
  private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,5})([kmgt])");

  private ByteSize() {}

  /**
   * @throws BadInputException naming the text and the accepted form
   */
  public static long parse(String text) {
    Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new BadInputException("size=" + text + " is not a size such as 512m, 4g or 1t");
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 40;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
