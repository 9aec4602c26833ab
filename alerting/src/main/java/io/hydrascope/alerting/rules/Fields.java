package io.hydrascope.alerting.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.schemas.Limit;
import io.hydrascope.schemas.NearestWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of one object, each known beforehand. Every error names the path to the key. */
final class Fields {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private final String path;
  private final ObjectNode object;

  /**
   * @throws BadRulesException if it is no object or has a key that is not known, with the nearest
   */
  Fields(String path, @Nullable JsonNode node, List<String> known) {
    if (!(node instanceof ObjectNode found)) {
      throw new BadRulesException(
          "%s=%s: expected keys %s".formatted(path, shown(node), String.join(", ", known)));
    }
    this.path = path;
    object = found;
    found
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new BadRulesException(
                    "%s is unknown; did you mean %s? Known: %s"
                        .formatted(
                            at(name), NearestWord.to(name, known), String.join(", ", known)));
              }
            });
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  boolean has(String name) {
    return object.has(name);
  }

  @Nullable JsonNode node(String name) {
    return object.get(name);
  }

  String text(String name) {
    JsonNode value = object.get(name);
    if (value == null || !value.isValueNode() || value.asText().isBlank()) {
      throw wrong(name, "a word");
    }
    requireShort(name, value.asText());
    return value.asText();
  }

  String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  double decimal(String name, double otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    JsonNode value = object.get(name);
    if (!value.isNumber()) {
      throw wrong(name, "a number");
    }
    return value.doubleValue();
  }

  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (!object.get(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return object.get(name).booleanValue();
  }

  Duration duration(String name, Duration otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text(name));
    if (!matcher.matches()) {
      throw wrong(name, "a time such as 90s, 10m, 2h or 1d");
    }
    long unitMillis = MILLIS.getOrDefault(matcher.group(2), 1L);
    return Duration.ofMillis(Long.parseLong(matcher.group(1)) * unitMillis);
  }

  List<JsonNode> list(String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(name, "a list");
    }
    if (Limit.LIST_ENTRIES.isExceededBy(value.size())) {
      throw new BadRulesException(
          "%s: %,d entries, the most is %,d"
              .formatted(at(name), value.size(), Limit.LIST_ENTRIES.most()));
    }
    List<JsonNode> entries = new ArrayList<>();
    value.forEach(entries::add);
    return entries;
  }

  List<String> words(String name, List<String> otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    List<String> words = new ArrayList<>();
    for (JsonNode entry : list(name)) {
      if (!entry.isValueNode() || entry.asText().isBlank()) {
        throw wrong(name, "a list of words");
      }
      requireShort(name, entry.asText());
      words.add(entry.asText());
    }
    return words;
  }

  /** Says where it was when a value refuses what it was given. */
  <T> T checked(String name, Supplier<T> value) {
    try {
      return value.get();
    } catch (BadRulesException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      String place = name.isEmpty() ? path : at(name);
      throw new BadRulesException("%s: %s".formatted(place, e.getMessage()), e);
    }
  }

  private void requireShort(String name, String text) {
    if (Limit.TEXT_CHARACTERS.isExceededBy(text.length())) {
      throw new BadRulesException(
          "%s: %,d characters, the most is %,d"
              .formatted(at(name), text.length(), Limit.TEXT_CHARACTERS.most()));
    }
    int half = Limit.halfOfPair(text);
    if (half >= 0) {
      throw new BadRulesException(
          "%s: character %d is half of a surrogate pair, \\u%04x"
              .formatted(at(name), half, (int) text.charAt(half)));
    }
  }

  private BadRulesException wrong(String name, String expected) {
    return new BadRulesException(
        "%s=%s: expected %s".formatted(at(name), shown(object.get(name)), expected));
  }

  private static String shown(@Nullable JsonNode node) {
    String text = node == null ? "(missing)" : node.toString();
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }

  /** {@code 90s}, {@code 10m}: the longest unit that leaves no rest. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    for (String unit : List.of("d", "h", "m", "s")) {
      long unitMillis = MILLIS.getOrDefault(unit, 1L);
      if (millis > 0 && millis % unitMillis == 0) {
        return millis / unitMillis + unit;
      }
    }
    return millis + "ms";
  }
}
