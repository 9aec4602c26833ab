package io.hydrascope.compare.report;

import java.util.Locale;

/** Text in a page. */
final class Html {
  private Html() {}

  /** With nothing that a page would read as markup. */
  static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Numbers with a point whatever the machine's language is. */
  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
