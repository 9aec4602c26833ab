package io.hydrascope.agent.chat;

import java.util.Locale;

/** Upper and lower case as Python has them. */
final class Casing {
  private Casing() {}

  static boolean isCased(int point) {
    return Character.isUpperCase(point)
        || Character.isLowerCase(point)
        || Character.isTitleCase(point);
  }

  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean within = false;
    for (int point : text.codePoints().toArray()) {
      String letter = Character.toString(point);
      out.append(within ? letter.toLowerCase(Locale.ROOT) : first(letter));
      within = isCased(point);
    }
    return out.toString();
  }

  /** The letter as it stands at the start of a title: dž becomes ǅ, ß becomes Ss. */
  private static String first(String letter) {
    int title = Character.toTitleCase(letter.codePointAt(0));
    String upper = letter.toUpperCase(Locale.ROOT);
    if (title != letter.codePointAt(0) || PyChars.length(upper) == 1) {
      return Character.toString(title);
    }
    int end = upper.offsetByCodePoints(0, 1);
    return upper.substring(0, end) + upper.substring(end).toLowerCase(Locale.ROOT);
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int end = text.offsetByCodePoints(0, 1);
    return first(text.substring(0, end)) + text.substring(end).toLowerCase(Locale.ROOT);
  }

  static String swap(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              String letter = Character.toString(point);
              boolean upper = Character.isUpperCase(point);
              out.append(upper ? letter.toLowerCase(Locale.ROOT) : letter.toUpperCase(Locale.ROOT));
            });
    return out.toString();
  }
}
