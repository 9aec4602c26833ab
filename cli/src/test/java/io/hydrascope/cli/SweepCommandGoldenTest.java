package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command's rows against the reference implementation's files, field by field, in order. */
class SweepCommandGoldenTest {
  /** Of an fp32 run against a float64 one, relative to the logit's magnitude. */
  private static final double TOLERANCE = 2e-5;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "gpt2, zero_all_positions, zero, all_positions",
    "gpt2, mean_all_positions, mean, all_positions",
    "gpt2, resample_all_positions, resample, all_positions",
    "gpt2, zero_readout_position, zero, readout_position",
    "gpt2, edges_zero_all_positions, zero, all_positions",
    "llama, zero_all_positions, zero, all_positions",
    "llama, mean_all_positions, mean, all_positions",
    "llama, resample_all_positions, resample, all_positions",
    "llama, zero_readout_position, zero, readout_position",
    "llama, edges_zero_all_positions, zero, all_positions"
  })
  void sweep_asInTheFile_writesItsRows(String model, String file, String ablation, String scope) {
    List<JsonNode> expected =
        TestingSweep.lines(TestingSweep.GOLDEN.resolve(model).resolve(file + ".jsonl"));
    List<String> options = new ArrayList<>(List.of("--ablation", ablation, "--scope", scope));
    options.addAll(List.of("--readout", distinct(expected, "position")));
    if (file.startsWith("edges")) {
      options.addAll(List.of("--edges", distinct(expected, "component")));
    }
    if (expected.get(0).has("responses")) {
      options.add("--responses");
    }
    List<JsonNode> rows = new TestingSweep(folder, model).rows(options.toArray(String[]::new));
    assertThat(rows).hasSameSizeAs(expected);
    for (int row = 0; row < rows.size(); row++) {
      compare(rows.get(row), expected.get(row));
    }
  }

  private static String distinct(List<JsonNode> rows, String field) {
    return rows.stream()
        .map(row -> row.path(field).asText())
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static void compare(JsonNode row, JsonNode expected) {
    assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(expected::fieldNames);
    double magnitude = Math.max(1, Math.abs(expected.path("intact_logit").asDouble()));
    expected
        .properties()
        .forEach(
            field -> {
              JsonNode found = row.path(field.getKey());
              if (field.getKey().equals("responses")) {
                compareResponses(row, found, field.getValue(), magnitude);
              } else if (field.getValue().isDouble()) {
                near(row, field.getKey(), found.doubleValue(), field.getValue(), magnitude);
              } else {
                assertThat(found).as(field.getKey()).isEqualTo(field.getValue());
              }
            });
  }

  /** The reference adds what both embeddings answer. */
  private static void compareResponses(
      JsonNode row, JsonNode responses, JsonNode expected, double magnitude) {
    Map<String, Double> found = new TreeMap<>();
    responses
        .properties()
        .forEach(
            field ->
                found.merge(
                    field.getKey().replace("pos_embed", "embed"),
                    field.getValue().doubleValue(),
                    Double::sum));
    assertThat(found.keySet()).hasSize(expected.size());
    found.forEach((name, value) -> near(row, name, value, expected.path(name), magnitude));
  }

  private static void near(
      JsonNode row, String name, double value, JsonNode expected, double magnitude) {
    assertThat(expected.isNumber()).as(name).isTrue();
    assertThat(Math.abs(value - expected.doubleValue()) / magnitude)
        .as("%s of %s: %s, expected %s", name, row, value, expected)
        .isLessThanOrEqualTo(TOLERANCE);
  }
}
