package io.hydrascope.agent.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Python's {@code json.dumps}, as transformers lends it to templates. */
final class ToJson {
  private static final int MAX_DEPTH = 100;

  private final Budget budget;
  private final boolean ascii;
  private final Optional<String> indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final StringBuilder out = new StringBuilder();

  private ToJson(ArgumentList arguments, Budget budget) {
    this.budget = budget;
    arguments.require("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    ascii = arguments.truth(0, "ensure_ascii", false);
    indent = indent(arguments.get(1, "indent", None.NONE));
    Object separators = arguments.get(2, "separators", None.NONE);
    List<Object> pair = separators == None.NONE ? List.of() : Items.of(separators, budget);
    itemSeparator = pair.isEmpty() ? indent.isPresent() ? "," : ", " : PyText.require(pair.get(0));
    keySeparator = pair.size() < 2 ? ": " : PyText.require(pair.get(1));
    sorted = arguments.truth(3, "sort_keys", false);
  }

  private static Optional<String> indent(Object indent) {
    if (indent == None.NONE) {
      return Optional.empty();
    }
    return PyText.find(indent).or(() -> Optional.of(" ".repeat(blanks(indent))));
  }

  private static int blanks(Object indent) {
    int blanks = Numbers.requireInt(indent);
    if (blanks > MAX_DEPTH) {
      throw new TemplateFault("indent=%d, at most %d".formatted(blanks, MAX_DEPTH));
    }
    return Math.max(0, blanks);
  }

  static String text(Object value, ArgumentList arguments, Budget budget) {
    ToJson json = new ToJson(arguments, budget);
    json.append(value, 0);
    return json.out.toString();
  }

  private void append(Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new TemplateFault("tojson of depth=%d, at most %d".formatted(depth, MAX_DEPTH));
    }
    Optional<String> text = PyText.find(value);
    if (text.isPresent()) {
      quote(text.get());
    } else if (value instanceof Dict dict) {
      dict(dict, depth);
    } else if (value instanceof List<?> list) {
      list(list, depth);
    } else if (value instanceof Tuple tuple) {
      list(tuple.items(), depth);
    } else {
      write(scalar(value));
    }
  }

  private void write(String text) {
    budget.characters(text.length());
    out.append(text);
  }

  private void line(int depth) {
    indent.ifPresent(blanks -> write("\n" + blanks.repeat(depth)));
  }

  private void list(List<?> items, int depth) {
    write("[");
    String separator = "";
    for (Object item : items) {
      write(separator);
      line(depth + 1);
      append(item, depth + 1);
      separator = itemSeparator;
    }
    if (!items.isEmpty()) {
      line(depth);
    }
    write("]");
  }

  private void dict(Dict dict, int depth) {
    write("{");
    String separator = "";
    for (Dict.Entry entry : entries(dict)) {
      write(separator);
      line(depth + 1);
      quote(key(entry.key()));
      write(keySeparator);
      append(entry.value(), depth + 1);
      separator = itemSeparator;
    }
    if (dict.size() > 0) {
      line(depth);
    }
    write("}");
  }

  private List<Dict.Entry> entries(Dict dict) {
    List<Dict.Entry> entries = new ArrayList<>(dict.entries());
    if (sorted) {
      Comparator<Dict.Entry> byKey =
          (a, b) -> ComparisonOperator.order("<", a.key(), b.key(), budget);
      entries.sort(byKey);
    }
    return entries;
  }

  private static String key(Object key) {
    return PyText.find(key).orElseGet(() -> scalar(key));
  }

  private static String scalar(Object value) {
    if (value instanceof Boolean truth) {
      return truth ? "true" : "false";
    }
    if (value == None.NONE) {
      return "null";
    }
    if (value instanceof BigInteger number) {
      return number.toString();
    }
    if (value instanceof Double number) {
      return Double.isNaN(number) ? "NaN" : Numbers.text(number).replace("inf", "Infinity");
    }
    throw new TemplateFault(
        "Object of type %s is not JSON serializable".formatted(PyType.name(value)));
  }

  private void quote(String text) {
    budget.characters(text.length());
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.chars().forEach(c -> quote(quoted, (char) c));
    write(quoted.append('"').toString());
  }

  private void quote(StringBuilder quoted, char c) {
    switch (c) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case '\f' -> quoted.append("\\f");
      case '\b' -> quoted.append("\\b");
      default -> {
        if (c < 0x20 || (ascii && c > 0x7e)) {
          quoted.append("\\u%04x".formatted((int) c));
        } else {
          quoted.append(c);
        }
      }
    }
  }
}
