package io.hydrascope.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.testkit.RecordedFile;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * JSON that stays what it was: names, their order, texts, counts, true and false exactly; measured
 * numbers up to what the kernels of another processor add in another order.
 */
final class TestingRecordedJson {
  /** Relative to the larger of 1 and the recorded value: logits are float32 and reach 20. */
  private static final double TOLERANCE = 1e-5;

  /** Of a logarithm: an e-value is a product over all prompts. */
  private static final double LOG_TOLERANCE = 1e-4;

  /** Differences of numbers that should be equal: noise on every machine. */
  private static final Set<String> ROUNDING =
      Set.of("closure_error", "worst_closure_error", "closure_error_p999", "worst_upstream_drift");

  private static final Set<String> TIMES =
      Set.of("seconds", "rows_per_second", "first_row_seconds", "total_seconds");

  private static final String TIME = "(a time)";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter())
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private TestingRecordedJson() {}

  /**
   * @param name as in {@link RecordedFile#named}
   */
  static void assertSame(String name, JsonNode found) {
    JsonNode timeless = withoutTimes(found.deepCopy());
    RecordedFile.named(name).assertSame(text(timeless), old -> differences(parse(old), timeless));
  }

  /** One element of an array a line. */
  private static String text(JsonNode node) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode withoutTimes(JsonNode node) {
    if (node instanceof ObjectNode fields) {
      for (String name : names(fields)) {
        if (TIMES.contains(name) && fields.path(name).isNumber()) {
          fields.put(name, TIME);
        }
      }
    }
    node.forEach(TestingRecordedJson::withoutTimes);
    return node;
  }

  private static List<String> differences(JsonNode recorded, JsonNode found) {
    List<String> differences = new ArrayList<>();
    collect("", "", recorded, found, differences);
    return differences;
  }

  private static void collect(
      String path, String name, JsonNode recorded, JsonNode found, List<String> differences) {
    if (recorded.isObject() && found.isObject() && names(recorded).equals(names(found))) {
      for (String field : names(recorded)) {
        collect(path + "/" + field, field, recorded.path(field), found.path(field), differences);
      }
    } else if (recorded.isArray() && found.isArray() && recorded.size() == found.size()) {
      for (int i = 0; i < recorded.size(); i++) {
        collect(path + "/" + i, name, recorded.path(i), found.path(i), differences);
      }
    } else if (!isSame(name, recorded, found)) {
      differences.add("%s: recorded %s, found %s".formatted(path, recorded, found));
    }
  }

  private static boolean isSame(String name, JsonNode recorded, JsonNode found) {
    if (!recorded.isFloatingPointNumber() || !found.isFloatingPointNumber()) {
      return recorded.equals(found);
    }
    double before = recorded.doubleValue();
    double now = found.doubleValue();
    if (ROUNDING.contains(name)) {
      return Math.abs(before - now) <= TOLERANCE;
    }
    if (name.equals("e_value")) {
      double log = Math.log(before);
      return before == now
          || Math.abs(log - Math.log(now)) <= LOG_TOLERANCE * Math.max(1, Math.abs(log));
    }
    return Math.abs(before - now) <= TOLERANCE * Math.max(1, Math.abs(before));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
