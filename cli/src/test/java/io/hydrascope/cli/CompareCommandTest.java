package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a release gate relies on: exit codes, the JSON document, the report. */
class CompareCommandTest {
  private static final Path BASE = TestingCompare.MODELS.resolve("base");
  private static final Path FINE_TUNED = TestingCompare.MODELS.resolve("fine-tuned");

  @TempDir Path folder;

  @Test
  void compare_fineTuned_findsTheShiftAndExitsWith3() throws IOException {
    TestingCompare compare = TestingCompare.ofProbes(folder, 90);
    Path report = folder.resolve("report.html");
    TestingCompare.Ended ended =
        compare.run(
            BASE, FINE_TUNED, "--units", "mlp_out", "--json", "--report", report.toString());
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
    JsonNode json = TestingSweep.json(ended.out());
    assertThat(names(json))
        .containsExactly("base", "candidate", "alpha", "delta", "prompts", "components");
    assertThat(json.path("base").asText()).isEqualTo("base");
    assertThat(json.path("candidate").asText()).isEqualTo("fine-tuned");
    assertThat(json.path("prompts").asInt()).as("a fifth is held out").isEqualTo(72);
    JsonNode first = json.path("components").get(0);
    assertThat(names(first))
        .containsExactly(
            "component", "measure", "verdict", "effect", "low", "high", "e_value", "n_prompts");
    assertThat(json.path("components"))
        .anySatisfy(
            shift -> {
              assertThat(shift.path("component").asText()).isEqualTo("L2.mlp_out");
              assertThat(shift.path("measure").asText()).isEqualTo("self_repair");
              assertThat(shift.path("verdict").asText()).isEqualTo("shifted");
              assertThat(shift.path("high").asDouble()).isLessThan(-0.02);
            });
    assertThat(report).content().contains("L2.mlp_out", "fine-tuned", "</html>");
  }

  @Test
  void compare_effect_isTheMeanOfTheSweepsDifferences() throws IOException {
    TestingCompare compare = TestingCompare.ofProbes(folder, 30);
    String[] options = {"--components", "L1H2", "--measures", "total_effect", "--json"};
    JsonNode shift =
        TestingSweep.json(compare.run(BASE, FINE_TUNED, options).out()).path("components").get(0);
    double difference =
        meanOverPrompts(compare, FINE_TUNED, row -> row.path("total_effect"))
            - meanOverPrompts(compare, BASE, row -> row.path("total_effect"));
    assertThat(shift.path("effect").asDouble()).isCloseTo(difference, within(1e-6));
    assertThat(shift.path("n_prompts").asInt()).isEqualTo(30);
  }

  private double meanOverPrompts(
      TestingCompare compare, Path model, Function<JsonNode, JsonNode> value) {
    Path rows = folder.resolve(model.getFileName() + ".jsonl");
    Hydrascope.run(
        "sweep --quiet --threads 2 --target next --responses --components L1H2 --model %s --prompts %s --output %s"
            .formatted(model, compare.prompts(), rows)
            .split(" ", -1));
    List<JsonNode> all = TestingSweep.lines(rows);
    List<String> ids = all.stream().map(row -> row.path("prompt_id").asText()).distinct().toList();
    return ids.stream()
        .mapToDouble(
            id ->
                all.stream()
                    .filter(row -> row.path("prompt_id").asText().equals(id))
                    .mapToDouble(row -> value.apply(row).asDouble())
                    .average()
                    .orElseThrow())
        .average()
        .orElseThrow();
  }

  @Test
  void compare_responsesAsked_areTheMeanOfTheSweepsDifferences() throws IOException {
    TestingCompare compare = TestingCompare.ofProbes(folder, 30);
    JsonNode json =
        TestingSweep.json(
            compare
                .run(
                    BASE,
                    FINE_TUNED,
                    "--components",
                    "L1H2",
                    "--measures",
                    "self_repair",
                    "--responses",
                    "L1H2:L3.mlp_out,L1H2:L2H0",
                    "--json")
                .out());
    List<String> measures = new ArrayList<>();
    json.path("components").forEach(shift -> measures.add(shift.path("measure").asText()));
    assertThat(measures).containsExactly("self_repair", "response[L3.mlp_out]", "response[L2H0]");
    double expected =
        meanOverPrompts(compare, FINE_TUNED, row -> row.path("responses").path("L3.mlp_out"))
            - meanOverPrompts(compare, BASE, row -> row.path("responses").path("L3.mlp_out"));
    assertThat(expected).isNotZero();
    assertThat(json.path("components").get(1).path("effect").asDouble())
        .isCloseTo(expected, within(1e-6));
  }

  @Test
  void compare_ownCopy_keepsEveryEValueAt1() throws IOException {
    TestingCompare compare = TestingCompare.ofProbes(folder, 70);
    TestingCompare.Ended ended =
        compare.run(BASE, compare.copy(BASE, "copy"), "--units", "mlp_out", "--json");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("same config and weights");
    assertThat(TestingSweep.json(ended.out()).path("components"))
        .isNotEmpty()
        .allSatisfy(
            shift -> {
              assertThat(shift.path("e_value").asDouble()).isEqualTo(1);
              assertThat(shift.path("effect").asDouble()).isZero();
              assertThat(shift.path("verdict").asText()).isEqualTo("equivalent");
            });
  }

  @Test
  void compare_promptsOfOneGroup_areOneObservation() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(TestingCompare.ofProbes(folder, 60).prompts())) {
      lines.add(line.replaceFirst("\\{", "{\"group\": \"g" + lines.size() / 2 + "\", "));
    }
    TestingCompare compare = TestingCompare.ofProbes(folder, 60);
    Files.write(compare.prompts(), lines);
    String[] options = {"--components", "L2.mlp_out", "--measures", "self_repair", "--json"};
    JsonNode json = TestingSweep.json(compare.run(BASE, FINE_TUNED, options).out());
    assertThat(json.path("prompts").asInt()).isEqualTo(60);
    assertThat(json.path("components").get(0).path("n_prompts").asInt()).isEqualTo(30);
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
