package io.hydrascope.agent.chat;

/** What a backslash means in a string of a template: what it means in Python. */
final class StringEscapes {
  private static final String SINGLE = "\\'\"abfnrtv";
  private static final String MEANT = "\\'\"\u0007\b\f\n\r\t\u000b";

  private final String raw;
  private final int line;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private StringEscapes(String raw, int line) {
    this.raw = raw;
    this.line = line;
  }

  static String decode(String raw, int line) {
    return raw.indexOf('\\') < 0 ? raw : new StringEscapes(raw, line).decode();
  }

  private String decode() {
    while (at < raw.length()) {
      char next = raw.charAt(at++);
      if (next == '\\') {
        escape(raw.charAt(at++));
      } else {
        out.append(next);
      }
    }
    return out.toString();
  }

  private void escape(char kind) {
    int single = SINGLE.indexOf(kind);
    if (single >= 0) {
      out.append(MEANT.charAt(single));
      return;
    }
    switch (kind) {
      case '\n' -> {}
      case 'x' -> point(2);
      case 'u' -> point(4);
      case 'U' -> point(8);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
      default -> out.append('\\').append(kind);
    }
  }

  private void point(int digits) {
    String hex = raw.substring(at, Math.min(raw.length(), at + digits));
    if (hex.length() < digits || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new TemplateFault(
          "a string has \\ with fewer than %d hex digits".formatted(digits), line);
    }
    long point = Long.parseLong(hex, 16);
    if (point > Character.MAX_CODE_POINT) {
      throw new TemplateFault("a string has character %x, at most 10ffff".formatted(point), line);
    }
    out.appendCodePoint((int) point);
    at += digits;
  }

  private void octal() {
    int start = at - 1;
    int end = start;
    while (end < raw.length() && end < start + 3 && "01234567".indexOf(raw.charAt(end)) >= 0) {
      end++;
    }
    out.append((char) Integer.parseInt(raw.substring(start, end), 8));
    at = end;
  }
}
