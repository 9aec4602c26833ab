package io.hydrascope.agent.chat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Filters that give back texts. */
final class TextFilters {
  private static final Pattern WORD_START =
      Pattern.compile("[-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

  private TextFilters() {}

  static Optional<Filter> find(String name) {
    return switch (name) {
      case "upper" -> changing(text -> text.toUpperCase(Locale.ROOT));
      case "lower" -> changing(text -> text.toLowerCase(Locale.ROOT));
      case "capitalize" -> changing(Casing::capitalize);
      case "title" -> changing(TextFilters::title);
      case "string" -> Filters.some((v, a, r) -> v instanceof SafeText ? v : text(v, r));
      case "trim" -> Filters.some(TextFilters::trim);
      case "replace" -> Filters.some(TextFilters::replace);
      case "indent" -> Filters.some(TextFilters::indent);
      case "truncate" -> Filters.some(TextFilters::truncate);
      case "center" -> Filters.some(TextFilters::center);
      case "format" -> Filters.some(TextFilters::format);
      case "join" -> Filters.some(TextFilters::join);
      case "tojson" -> Filters.some((v, a, r) -> ToJson.text(v, a, r.budget()));
      case "wordcount" -> Filters.some((v, a, r) -> Numbers.of(words(text(v, r))));
      case "safe" -> Filters.some((v, a, r) -> new SafeText(text(v, r)));
      case "escape", "e" -> Filters.some((v, a, r) -> v instanceof SafeText ? v : escaped(v, r));
      case "forceescape" -> Filters.some(TextFilters::forced);
      default -> Optional.empty();
    };
  }

  private static String text(Object value, Rendering rendering) {
    return PyText.of(value, rendering.budget());
  }

  private static Optional<Filter> changing(UnaryOperator<String> change) {
    return Filters.some((v, a, r) -> r.budget().made(change.apply(text(v, r))));
  }

  /** A letter is a title's where a blank, a hyphen or a bracket comes before it. */
  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    Matcher matcher = WORD_START.matcher(text);
    int from = 0;
    while (matcher.find()) {
      titleWord(out, text.substring(from, matcher.start()));
      titleWord(out, matcher.group());
      from = matcher.end();
    }
    titleWord(out, text.substring(from));
    return out.toString();
  }

  private static void titleWord(StringBuilder out, String word) {
    if (!word.isEmpty()) {
      int end = word.offsetByCodePoints(0, 1);
      out.append(word.substring(0, end).toUpperCase(Locale.ROOT))
          .append(word.substring(end).toLowerCase(Locale.ROOT));
    }
  }

  private static Object method(String name, Object text, ArgumentList arguments, Rendering r) {
    return TextMethods.find(text(text, r), name, r.budget())
        .map(method -> method.call(arguments))
        .orElseThrow();
  }

  private static Object trim(Object value, ArgumentList arguments, Rendering rendering) {
    return method("strip", value, arguments, rendering);
  }

  private static Object replace(Object value, ArgumentList arguments, Rendering rendering) {
    arguments.require("replace", "old", "new", "count");
    return Splitting.replace(
        text(value, rendering),
        text(arguments.get(0, "old"), rendering),
        text(arguments.get(1, "new"), rendering),
        arguments.integer(2, "count", -1),
        rendering.budget());
  }

  private static Object indent(Object value, ArgumentList arguments, Rendering rendering) {
    arguments.require("indent", "width", "first", "blank");
    Object width = arguments.get(0, "width", Numbers.of(4));
    boolean first = arguments.truth(1, "first", false);
    boolean blank = arguments.truth(2, "blank", false);
    String by =
        PyText.find(width)
            .orElseGet(
                () -> PyText.require(Arithmetic.binary("*", " ", width, rendering.budget())));
    List<String> lines = Splitting.lines(PyText.require(value) + "\n", false);
    rendering
        .budget()
        .characters(PyText.require(value).length() + (long) lines.size() * by.length());
    String rest =
        lines.stream()
            .skip(1)
            .map(line -> "\n" + (line.isEmpty() && !blank ? "" : by) + line)
            .collect(Collectors.joining());
    return (first ? by : "") + lines.get(0) + rest;
  }

  private static Object truncate(Object value, ArgumentList arguments, Rendering rendering) {
    arguments.require("truncate", "length", "killwords", "end", "leeway");
    String text = PyText.require(value);
    int length = arguments.integer(0, "length", 255);
    String end = arguments.text(2, "end").orElse("...");
    int kept = length - PyChars.length(end);
    if (kept < 0) {
      throw new TemplateFault(
          "expected length >= %d, got %d".formatted(PyChars.length(end), length));
    }
    if (PyChars.length(text) <= (long) length + arguments.integer(3, "leeway", 5)) {
      return text;
    }
    String start = text.substring(0, text.offsetByCodePoints(0, kept));
    int blank = arguments.truth(1, "killwords", false) ? -1 : start.lastIndexOf(' ');
    return rendering.budget().made((blank < 0 ? start : start.substring(0, blank)) + end);
  }

  private static Object center(Object value, ArgumentList arguments, Rendering rendering) {
    Object width = arguments.require("center", "width").get(0, "width", Numbers.of(80));
    return method("center", value, ArgumentList.of(width), rendering);
  }

  private static Object format(Object value, ArgumentList arguments, Rendering rendering) {
    Object values =
        arguments.names().isEmpty() ? new Tuple(arguments.places()) : Dict.of(arguments.names());
    return PercentFormat.format(text(value, rendering), values, rendering.budget());
  }

  private static Object join(Object value, ArgumentList arguments, Rendering rendering) {
    arguments.require("join", "d", "attribute");
    String separator = text(arguments.get(0, "d", ""), rendering);
    AttributePath path = AttributePath.of(arguments.get(1, "attribute", None.NONE), rendering);
    StringBuilder joined = new StringBuilder();
    String before = "";
    for (Object item : Items.of(value, rendering.budget())) {
      String part = text(path.of(item), rendering);
      rendering.budget().characters((long) part.length() + before.length());
      joined.append(before).append(part);
      before = separator;
    }
    return rendering.budget().made(joined.toString());
  }

  private static long words(String text) {
    return WORD.matcher(text).results().count();
  }

  private static Object forced(Object value, ArgumentList arguments, Rendering rendering) {
    ArgumentList unused = arguments.require("forceescape");
    return escaped(value, rendering);
  }

  private static SafeText escaped(Object value, Rendering rendering) {
    SafeText safe = SafeText.escaped(text(value, rendering));
    rendering.budget().characters(safe.text().length());
    return safe;
  }
}
