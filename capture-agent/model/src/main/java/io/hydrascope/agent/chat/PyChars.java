package io.hydrascope.agent.chat;

/** Characters as Python sees them: a text is a row of code points. */
final class PyChars {
  private PyChars() {}

  static boolean isSpace(int point) {
    return (point >= 0x09 && point <= 0x0d)
        || (point >= 0x1c && point <= 0x20)
        || point == 0x85
        || Character.isSpaceChar(point);
  }

  static boolean isBlank(String text) {
    return text.codePoints().allMatch(PyChars::isSpace);
  }

  static String stripEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  static String stripStart(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  static String stripEnd(String text, String characters) {
    int end = text.length();
    while (end > 0 && characters.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  static String stripStart(String text, String characters) {
    int start = 0;
    while (start < text.length() && characters.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }
}
