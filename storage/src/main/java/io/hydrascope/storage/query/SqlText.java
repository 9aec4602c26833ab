package io.hydrascope.storage.query;

import java.util.Collection;
import java.util.stream.Collectors;

/** Text as a string literal of ClickHouse's SQL: the only quoter there is. */
public final class SqlText {
  private SqlText() {}

  /** With its quotes; nothing in the text ends the literal. */
  public static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Literals with commas between them, as IN takes them. */
  public static String literals(Collection<String> texts) {
    return texts.stream().map(SqlText::literal).collect(Collectors.joining(", "));
  }
}
