package io.hydrascope.agent.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A checkpoint's {@code config.json}, or a section of it, read by name with limits. */
public final class Config {
  private static final int MAX_SIZE = 1 << 24;

  private final String source;
  private final ObjectNode object;

  Config(String source, ObjectNode object) {
    this.source = source;
    this.object = object;
  }

  static Config parse(String source, byte[] utf8) {
    return new Config(source, BoundedJson.object(source, utf8));
  }

  /**
   * The same config with entries that are not in it taken from {@code json}; an entry that is null
   * stays null, as the model's own config class reads it.
   */
  public Config withDefaults(String json) {
    ObjectNode merged = BoundedJson.object("defaults", json.getBytes(StandardCharsets.UTF_8));
    merged.setAll(object);
    return new Config(source, merged);
  }

  /** The same config with one entry replaced or added. */
  public Config with(String name, String text) {
    ObjectNode changed = object.deepCopy();
    changed.put(name, text);
    return new Config(source, changed);
  }

  public Config with(String name, int value) {
    ObjectNode changed = object.deepCopy();
    changed.put(name, value);
    return new Config(source, changed);
  }

  public Config with(String name, boolean value) {
    ObjectNode changed = object.deepCopy();
    changed.put(name, value);
    return new Config(source, changed);
  }

  /** Whether an entry says anything: it is there, and not false, empty or null. */
  public boolean isGiven(String name) {
    JsonNode value = object.path(name);
    boolean empty = value.isContainerNode() && value.isEmpty();
    return has(name) && !empty && !(value.isBoolean() && !value.booleanValue());
  }

  /** Text, where an entry is a text or a flag. */
  public Optional<String> textOrFlag(String name) {
    return object.path(name).isBoolean() ? Optional.empty() : text(name);
  }

  /** The texts of a list of any length; a single text stands for itself. */
  public List<String> words(String name) {
    JsonNode value = object.path(name);
    if (value.isTextual()) {
      return List.of(value.textValue());
    }
    return has(name) ? texts(name, value.size()).orElse(List.of()) : List.of();
  }

  /** The entries of a section that holds numbers above 0, in their order. */
  public Map<String, Double> positivesByName(String name) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    section(name)
        .ifPresent(
            section ->
                section
                    .object
                    .fieldNames()
                    .forEachRemaining(key -> numbers.put(key, section.positive(key))));
    return numbers;
  }

  /**
   * Lists of whole numbers from 0 by name.
   *
   * @param otherwise the name of a list that stands alone
   */
  public Map<String, List<Integer>> indicesByName(String name, String otherwise) {
    Map<String, List<Integer>> lists = new LinkedHashMap<>();
    if (object.path(name).isArray()) {
      counts(name, object.get(name).size()).ifPresent(list -> lists.put(otherwise, list));
    } else {
      section(name)
          .ifPresent(
              section ->
                  section
                      .object
                      .properties()
                      .forEach(
                          entry ->
                              section
                                  .counts(entry.getKey(), entry.getValue().size())
                                  .ifPresent(list -> lists.put(entry.getKey(), list))));
    }
    return lists;
  }

  /** The same config with an entry of another one, if this one has none. */
  Config withMissing(String name, Config other) {
    if (object.has(name) || !other.object.has(name)) {
      return this;
    }
    ObjectNode changed = object.deepCopy();
    changed.set(name, other.object.get(name));
    return new Config(source, changed);
  }

  public String modelType() {
    return text("model_type")
        .orElseThrow(() -> bad("model_type", "is missing: it names the model family"));
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** A count that must be there, at least 1. */
  public int size(String name) {
    if (!has(name)) {
      throw bad(name, "is missing: it must be 1 to " + MAX_SIZE);
    }
    JsonNode value = object.get(name);
    if (!value.canConvertToExactIntegral() || !inRange(value)) {
      throw bad(name, "=" + shortened(value) + ": it must be 1 to " + MAX_SIZE);
    }
    return value.intValue();
  }

  public int size(String name, int otherwise) {
    return has(name) ? size(name) : otherwise;
  }

  /** A count that must be there and may be 0. */
  public int count(String name) {
    return has(name) && object.get(name).isIntegralNumber() && object.get(name).longValue() == 0
        ? 0
        : size(name);
  }

  /** A number above 0 that fp32 can hold. */
  public double positive(String name, double otherwise) {
    return has(name) ? positive(name) : otherwise;
  }

  public double positive(String name) {
    if (!has(name)) {
      throw bad(name, "is missing: it must be a number above 0");
    }
    JsonNode value = object.get(name);
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!((float) number > 0) || !Float.isFinite((float) number)) {
      throw bad(name, "=" + shortened(value) + ": it must be a number above 0");
    }
    return number;
  }

  /** A list of exactly this many numbers above 0 that fp32 can hold. */
  public double[] positives(String name, int length) {
    JsonNode values = object.path(name);
    if (!values.isArray() || values.size() != length) {
      throw bad(name, "must be a list of " + length + " numbers above 0");
    }
    double[] numbers = new double[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = values.get(i).isNumber() ? values.get(i).doubleValue() : Double.NaN;
      if (!((float) numbers[i] > 0) || !Float.isFinite((float) numbers[i])) {
        throw bad(
            name, "holds %s: it must hold numbers above 0".formatted(shortened(values.get(i))));
      }
    }
    return numbers;
  }

  /** Whole numbers from 0 of exactly this many. */
  public Optional<List<Integer>> counts(String name, int length) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode values = object.get(name);
    if (!values.isArray() || values.size() != length) {
      throw bad(name, "=" + shortened(values) + ": it must be a list of " + length + " numbers");
    }
    List<Integer> counts = new ArrayList<>();
    for (JsonNode value : values) {
      if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
        throw bad(name, "holds " + shortened(value) + ": it must hold whole numbers from 0");
      }
      counts.add(value.intValue());
    }
    return Optional.of(counts);
  }

  /** False where the entry is null, as the model's own code takes it. */
  public boolean flag(String name, boolean otherwise) {
    JsonNode value = object.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw bad(name, "=" + shortened(value) + ": it must be true or false");
    }
    return value.booleanValue();
  }

  public Optional<String> text(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = object.get(name);
    if (!value.isTextual()) {
      throw bad(name, "=" + shortened(value) + ": it must be text");
    }
    return Optional.of(value.textValue());
  }

  /** A list of texts of exactly this length. */
  public Optional<List<String>> texts(String name, int length) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode values = object.get(name);
    if (!values.isArray() || values.size() != length) {
      throw bad(name, "=" + shortened(values) + ": it must be a list of " + length + " texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode value : values) {
      if (!value.isTextual()) {
        throw bad(name, "holds " + shortened(value) + ": it must hold texts");
      }
      texts.add(value.textValue());
    }
    return Optional.of(texts);
  }

  public Optional<Config> section(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    if (object.get(name) instanceof ObjectNode section) {
      return Optional.of(new Config(source + "." + name, section));
    }
    throw bad(name, "=" + shortened(object.get(name)) + ": it must be an object");
  }

  /**
   * @throws BadCheckpointException if the flag is not as everything here computes it
   */
  public void require(String name, boolean needed, boolean otherwise, String reason) {
    if (flag(name, otherwise) != needed) {
      throw bad(name, "=%s is not supported; supported: %s, %s".formatted(!needed, needed, reason));
    }
  }

  /** An error about one entry; {@code what} follows its name. */
  public BadCheckpointException bad(String name, String what) {
    String separator = what.startsWith("=") ? "" : " ";
    return new BadCheckpointException("%s: %s%s%s".formatted(source, name, separator, what));
  }

  private static boolean inRange(JsonNode value) {
    return value.canConvertToInt() && value.intValue() >= 1 && value.intValue() <= MAX_SIZE;
  }

  private static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
