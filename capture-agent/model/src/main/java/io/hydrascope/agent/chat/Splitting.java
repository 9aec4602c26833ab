package io.hydrascope.agent.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** How Python takes texts apart. */
final class Splitting {
  private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

  private Splitting() {}

  static List<Object> split(String text, Optional<String> separator, int most, boolean fromEnd) {
    if (!fromEnd) {
      return separator.map(by -> bySeparator(text, by, most)).orElseGet(() -> byBlanks(text, most));
    }
    String reversed = PyChars.reversed(text);
    List<Object> parts = split(reversed, separator.map(PyChars::reversed), most, false);
    Collections.reverse(parts);
    parts.replaceAll(part -> PyChars.reversed(PyText.require(part)));
    return parts;
  }

  private static List<Object> bySeparator(String text, String separator, int most) {
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0 && parts.size() < most; ) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<Object> byBlanks(String text, int most) {
    List<Object> parts = new ArrayList<>();
    String rest = PyChars.stripStart(text);
    while (!rest.isEmpty() && parts.size() < most) {
      int end = 0;
      while (end < rest.length() && !PyChars.isSpace(rest.charAt(end))) {
        end++;
      }
      parts.add(rest.substring(0, end));
      rest = PyChars.stripStart(rest.substring(end));
    }
    if (!rest.isEmpty()) {
      parts.add(rest);
    }
    return parts;
  }

  static List<String> lines(String text, boolean keepEnds) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      int end = at;
      at += text.startsWith("\r\n", at) ? 2 : 1;
      if (LINE_ENDS.indexOf(text.charAt(end)) >= 0) {
        lines.add(text.substring(from, keepEnds ? at : end));
        from = at;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return lines;
  }

  /**
   * @param count of places at most; all if negative
   */
  static String replace(String text, String old, String by, int count, Budget budget) {
    int most = count < 0 ? Integer.MAX_VALUE : count;
    StringBuilder out = new StringBuilder();
    int from = 0;
    int done = 0;
    int at = text.indexOf(old);
    while (at >= 0 && done < most) {
      budget.characters((long) (at - from) + by.length());
      out.append(text, from, at).append(by);
      budget.steps(1);
      from = at;
      done++;
      int step = old.isEmpty() ? at < text.length() ? characters(text, at) : 1 : old.length();
      if (old.isEmpty()) {
        at = at + step <= text.length() ? at + step : -1;
      } else {
        from = at + step;
        at = text.indexOf(old, from);
      }
    }
    return budget.made(out.append(text.substring(from)).toString());
  }

  private static int characters(String text, int at) {
    return Character.charCount(text.codePointAt(at));
  }
}
