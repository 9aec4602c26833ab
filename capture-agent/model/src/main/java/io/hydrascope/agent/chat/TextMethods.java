package io.hydrascope.agent.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** The methods of Python's str. */
final class TextMethods {
  private final String text;
  private final Budget budget;

  private TextMethods(String text, Budget budget) {
    this.text = text;
    this.budget = budget;
  }

  static Optional<Callable> find(String text, String name, Budget budget) {
    TextMethods methods = new TextMethods(text, budget);
    return methods
        .cut(name)
        .or(() -> methods.changed(name))
        .or(() -> methods.found(name))
        .or(() -> TextKinds.find(text, name));
  }

  private Optional<Callable> cut(String name) {
    return switch (name) {
      case "strip" -> one(a -> strip(a, true, true));
      case "lstrip" -> one(a -> strip(a, true, false));
      case "rstrip" -> one(a -> strip(a, false, true));
      case "split" -> one(a -> split(a, false));
      case "rsplit" -> one(a -> split(a, true));
      case "splitlines" -> one(this::splitLines);
      case "partition" -> one(a -> partition(a, false));
      case "rpartition" -> one(a -> partition(a, true));
      case "removeprefix" -> one(this::withoutPrefix);
      case "removesuffix" -> one(this::withoutSuffix);
      default -> Optional.empty();
    };
  }

  private Optional<Callable> changed(String name) {
    return switch (name) {
      case "upper" -> changing(t -> t.toUpperCase(Locale.ROOT));
      case "lower" -> changing(t -> t.toLowerCase(Locale.ROOT));
      case "casefold" -> changing(t -> t.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
      case "title" -> changing(Casing::title);
      case "capitalize" -> changing(Casing::capitalize);
      case "swapcase" -> changing(Casing::swap);
      case "replace" -> one(this::replace);
      case "join" -> one(this::join);
      case "format" -> one(a -> TextFormat.format(text, a, budget));
      case "center" -> one(a -> padded(a, 2));
      case "ljust" -> one(a -> padded(a, 0));
      case "rjust" -> one(a -> padded(a, 1));
      case "zfill" -> one(this::zeroFilled);
      default -> Optional.empty();
    };
  }

  private Optional<Callable> found(String name) {
    return switch (name) {
      case "startswith" -> one(a -> affix(a, String::startsWith));
      case "endswith" -> one(a -> affix(a, String::endsWith));
      case "find" -> one(a -> find(a, false));
      case "rfind" -> one(a -> find(a, true));
      case "index" -> one(a -> required(find(a, false)));
      case "rindex" -> one(a -> required(find(a, true)));
      case "count" -> one(this::count);
      default -> Optional.empty();
    };
  }

  private static Optional<Callable> one(Callable method) {
    return Optional.of(method);
  }

  private Optional<Callable> changing(Function<String, String> change) {
    return one(
        arguments -> {
          ArgumentList unused = arguments.require("the method");
          return budget.made(change.apply(text));
        });
  }

  private Object strip(ArgumentList arguments, boolean start, boolean end) {
    Optional<String> characters = arguments.require("strip", "chars").text(0, "chars");
    String rest = text;
    if (characters.isPresent()) {
      rest = start ? PyChars.stripStart(rest, characters.get()) : rest;
      rest = end ? PyChars.stripEnd(rest, characters.get()) : rest;
    } else {
      rest = start ? PyChars.stripStart(rest) : rest;
      rest = end ? PyChars.stripEnd(rest) : rest;
    }
    return budget.made(rest);
  }

  private Object split(ArgumentList arguments, boolean fromEnd) {
    Optional<String> separator = arguments.require("split", "sep", "maxsplit").text(0, "sep");
    int most = arguments.integer(1, "maxsplit", -1);
    budget.characters(text.length());
    if (separator.isPresent() && separator.get().isEmpty()) {
      throw new TemplateFault("empty separator");
    }
    List<Object> parts =
        Splitting.split(text, separator, most < 0 ? Integer.MAX_VALUE : most, fromEnd);
    budget.steps(parts.size());
    return List.copyOf(parts);
  }

  private Object splitLines(ArgumentList arguments) {
    boolean keep = arguments.require("splitlines", "keepends").truth(0, "keepends", false);
    List<Object> lines = new ArrayList<>(Splitting.lines(text, keep));
    budget.characters(text.length());
    budget.steps(lines.size());
    return List.copyOf(lines);
  }

  private Object partition(ArgumentList arguments, boolean last) {
    String separator = PyText.require(arguments.get(0, "sep"));
    if (separator.isEmpty()) {
      throw new TemplateFault("empty separator");
    }
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    budget.characters(text.length());
    if (at < 0) {
      return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
    }
    return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  private Object withoutPrefix(ArgumentList arguments) {
    String prefix = PyText.require(arguments.get(0, "prefix"));
    return budget.made(text.startsWith(prefix) ? text.substring(prefix.length()) : text);
  }

  private Object withoutSuffix(ArgumentList arguments) {
    String suffix = PyText.require(arguments.get(0, "suffix"));
    return budget.made(
        text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text);
  }

  private Object replace(ArgumentList arguments) {
    arguments.require("replace", "old", "new", "count");
    String old = PyText.require(arguments.get(0, "old"));
    String by = PyText.require(arguments.get(1, "new"));
    return Splitting.replace(text, old, by, arguments.integer(2, "count", -1), budget);
  }

  private Object join(ArgumentList arguments) {
    StringBuilder joined = new StringBuilder();
    int place = 0;
    for (Object item : Items.of(arguments.get(0, "iterable"), budget)) {
      Optional<String> part = PyText.find(item);
      if (part.isEmpty()) {
        throw new TemplateFault(
            "sequence item %d: expected str instance, %s found"
                .formatted(place, PyType.name(item)));
      }
      budget.characters((long) part.get().length() + text.length());
      joined.append(place == 0 ? "" : text).append(part.get());
      place++;
    }
    return budget.made(joined.toString());
  }

  /**
   * @param side which is longer where the padding is uneven and on which the text then lies: 0
   *     left, 1 right, 2 in the middle
   */
  private Object padded(ArgumentList arguments, int side) {
    int width = arguments.integer(0, "width", 0);
    String fill = arguments.text(1, "fillchar").orElse(" ");
    int missing = Math.max(0, width - PyChars.length(text));
    budget.characters(text.length() + (long) missing * fill.length());
    int left = side == 0 ? 0 : side == 1 ? missing : missing / 2 + (missing & width & 1);
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }

  private Object zeroFilled(ArgumentList arguments) {
    int missing = Math.max(0, arguments.integer(0, "width", 0) - PyChars.length(text));
    budget.characters((long) text.length() + missing);
    boolean signed = text.startsWith("-") || text.startsWith("+");
    return (signed ? text.substring(0, 1) : "")
        + "0".repeat(missing)
        + text.substring(signed ? 1 : 0);
  }

  private Object affix(ArgumentList arguments, BiPredicate<String, String> has) {
    Object wanted = arguments.require("startswith", "prefix", "start", "end").get(0, "prefix");
    String part = part(arguments);
    if (wanted instanceof Tuple tuple) {
      return tuple.items().stream().anyMatch(item -> has.test(part, PyText.require(item)));
    }
    return has.test(part, PyText.require(wanted));
  }

  /** What start and end of the arguments leave. */
  private String part(ArgumentList arguments) {
    Object start = arguments.get(1, "start", None.NONE);
    Object end = arguments.get(2, "end", None.NONE);
    return start == None.NONE && end == None.NONE
        ? text
        : PyText.require(Slicing.slice(text, start, end, None.NONE, budget));
  }

  private Object find(ArgumentList arguments, boolean last) {
    String wanted = PyText.require(arguments.require("find", "sub", "start", "end").get(0, "sub"));
    String part = part(arguments);
    budget.steps(1 + part.length() / 256L);
    int at = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
    return Numbers.of(at < 0 ? at : part.codePointCount(0, at) + start(arguments));
  }

  private int start(ArgumentList arguments) {
    int start = arguments.integer(1, "start", 0);
    int length = PyChars.length(text);
    return Math.max(0, Math.min(length, start < 0 ? start + length : start));
  }

  private static Object required(Object place) {
    if (place.equals(Numbers.of(-1))) {
      throw new TemplateFault("substring not found");
    }
    return place;
  }

  private Object count(ArgumentList arguments) {
    String wanted = PyText.require(arguments.require("count", "sub", "start", "end").get(0, "sub"));
    String part = part(arguments);
    budget.characters(part.length());
    return Numbers.of(
        wanted.isEmpty()
            ? PyChars.length(part) + 1
            : Splitting.split(part, Optional.of(wanted), Integer.MAX_VALUE, false).size() - 1);
  }
}
