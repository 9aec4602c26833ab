package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.NearestWord;
import io.hydrascope.schemas.text.TimeSpan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A job's arguments, {@code --name value}, each name known beforehand. */
public final class Arguments {
  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @throws IllegalArgumentException if a name is unknown (with the nearest known one), doubled, or
   *     without a value
   */
  public static Arguments parse(List<String> words, Set<String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      String word = words.get(i);
      String name = word.startsWith("--") ? word.substring(2) : word;
      if (!word.startsWith("--") || !known.contains(name)) {
        throw new IllegalArgumentException(
            "argument %s is unknown; did you mean --%s?"
                .formatted(word, NearestWord.to(name, new TreeSet<>(known))));
      }
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException("argument --" + name + " has no value");
      }
      if (values.put(name, words.get(i + 1)) != null) {
        throw new IllegalArgumentException("argument --" + name + " is given twice");
      }
    }
    return new Arguments(values);
  }

  /**
   * @throws IllegalArgumentException if it is not given
   */
  public String required(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("argument --" + name + " is missing");
    }
    return value;
  }

  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** Null where it is not given. */
  public @Nullable String optional(String name) {
    return values.get(name);
  }

  /** For example {@code 90s} or {@code 7d}. */
  public Duration time(String name, Duration otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : TimeSpan.parse("argument --" + name, value);
  }

  public int integer(String name, int otherwise) {
    return parsed(name, otherwise, Integer::valueOf);
  }

  public double decimal(String name, double otherwise) {
    return parsed(name, otherwise, Double::valueOf);
  }

  private <T> T parsed(String name, T otherwise, Function<String, T> parser) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return parser.apply(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("argument --" + name + "=" + value + " is no number", e);
    }
  }
}
