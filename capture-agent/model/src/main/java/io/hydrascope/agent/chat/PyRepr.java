package io.hydrascope.agent.chat;

import java.util.List;
import java.util.function.Consumer;

/** Python's {@code repr}. */
final class PyRepr {
  private static final int MAX_DEPTH = 100;

  private final Consumer<String> made;
  private final StringBuilder out = new StringBuilder();

  private PyRepr(Consumer<String> made) {
    this.made = made;
  }

  static String of(Object value, Budget budget) {
    PyRepr repr = new PyRepr(text -> budget.characters(text.length()));
    repr.append(value, 0);
    return repr.out.toString();
  }

  /** Of a value that is no collection. */
  static String unbounded(Object value) {
    PyRepr repr = new PyRepr(text -> {});
    repr.append(value, 0);
    return repr.out.toString();
  }

  private void append(Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new TemplateFault(
          "a value of depth=%d cannot be printed, at most %d".formatted(depth, MAX_DEPTH));
    }
    if (value instanceof List<?> list) {
      list("[", list, "]", depth);
    } else if (value instanceof Tuple tuple) {
      list("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", depth);
    } else if (value instanceof Dict dict) {
      dict(dict, depth);
    } else {
      write(scalar(value));
    }
  }

  private void list(String open, List<?> items, String close, int depth) {
    write(open);
    String separator = "";
    for (Object item : items) {
      write(separator);
      append(item, depth + 1);
      separator = ", ";
    }
    write(close);
  }

  private void dict(Dict dict, int depth) {
    write("{");
    String separator = "";
    for (Dict.Entry entry : dict.entries()) {
      write(separator);
      append(entry.key(), depth + 1);
      write(": ");
      append(entry.value(), depth + 1);
      separator = ", ";
    }
    write("}");
  }

  private void write(String text) {
    made.accept(text);
    out.append(text);
  }

  private static String scalar(Object value) {
    if (value instanceof String text) {
      return quote(text);
    }
    if (value instanceof SafeText safe) {
      return "Markup(" + quote(safe.text()) + ")";
    }
    if (value instanceof Undefined) {
      return "Undefined";
    }
    return PyText.scalar(value);
  }

  static String quote(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints().forEach(point -> appendPoint(quoted, point, quote));
    return quoted.append(quote).toString();
  }

  private static void appendPoint(StringBuilder out, int point, char quote) {
    switch (point) {
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (point == quote) {
          out.append('\\').append(quote);
        } else if (isPrintable(point)) {
          out.appendCodePoint(point);
        } else {
          out.append(escaped(point));
        }
      }
    }
  }

  private static String escaped(int point) {
    if (point < 0x100) {
      return "\\x%02x".formatted(point);
    }
    return (point < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(point);
  }

  static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
