package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep that may not ablate everything on every prompt. */
class SweepCommandBudgetTest {
  private static final int PROMPTS = 10;
  private static final int UNITS = 18;
  private static final double ROUNDING = 1e-4;

  @TempDir Path folder;
  private TestingSweep sweep = new TestingSweep(Path.of(""), "gpt2");

  @BeforeEach
  void ask() throws IOException {
    sweep = new TestingSweep(folder, "gpt2");
    Random random = new Random(1);
    sweep.ask(
        IntStream.range(0, PROMPTS)
            .mapToObj(
                prompt ->
                    "{\"id\": \"p%d\", \"tokens\": %s}"
                        .formatted(
                            prompt, random.ints(6, 0, 120).boxed().collect(Collectors.toList())))
            .toArray(String[]::new));
  }

  @Test
  void sweep_budgetForAll_isTheWholeSweepWithCertainty() {
    List<JsonNode> whole = sweep.rows("--readout", "last");
    List<JsonNode> rows = sweep.rows("--readout", "last", "--budget", "9999");
    assertThat(rows).hasSameSizeAs(whole);
    for (int row = 0; row < rows.size(); row++) {
      assertThat(rows.get(row).path("inclusion_probability").doubleValue()).isEqualTo(1);
      assertThat(rows.get(row).path("logprob_drop")).isEqualTo(whole.get(row).path("logprob_drop"));
    }
  }

  @Test
  void sweep_smallBudget_measuresTheDrawnRowsOfTheWholeSweep() {
    Map<String, JsonNode> whole = byPlace(sweep.rows("--target", "next"));
    List<JsonNode> rows = sweep.rows("--target", "next", "--budget", "90");
    Set<String> ablations = new HashSet<>();
    for (JsonNode row : rows) {
      ablations.add(row.path("prompt_id").asText() + " " + row.path("component").asText());
      assertThat(row.path("inclusion_probability").doubleValue()).isBetween(1e-3, 1.0);
      JsonNode same = Objects.requireNonNull(whole.get(place(row)));
      assertThat(row.path("self_repair").doubleValue())
          .isEqualTo(same.path("self_repair").doubleValue(), within(ROUNDING));
    }
    assertThat(ablations).hasSizeBetween(80, 90);
    assertThat(rows).hasSize(ablations.size() * 5);
  }

  @Test
  void sweep_sameSeed_drawsTheSame() throws IOException {
    String[] one = {"--readout", "last", "--budget", "90", "--seed", "1"};
    String[] two = {"--readout", "last", "--budget", "90", "--seed", "2"};
    byte[] first = Files.readAllBytes(sweep.write(".jsonl", one));
    assertThat(Files.readAllBytes(sweep.write(".jsonl", one))).isEqualTo(first);
    assertThat(Files.readAllBytes(sweep.write(".jsonl", two))).isNotEqualTo(first);
  }

  @Test
  void sweep_budgetForAll_namesTheTenMostFragileWithTheirMeans() {
    Path output = folder.resolve("rows.jsonl");
    TestingSweep.Ended ended = sweep.run(output, "--readout", "last", "--budget", "9999", "--json");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    Map<String, Double> means =
        TestingSweep.lines(output).stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.path("component").asText(),
                    Collectors.averagingDouble(row -> row.path("logprob_drop").doubleValue())));
    assertThat(means).hasSize(UNITS);
    JsonNode fragile = TestingSweep.json(ended.out()).path("most_fragile");
    assertThat(fragile).hasSize(10);
    double last = Double.POSITIVE_INFINITY;
    for (JsonNode unit : fragile) {
      double mean = unit.path("logprob_drop_mean").doubleValue();
      assertThat(mean)
          .isEqualTo(
              Objects.requireNonNull(means.get(unit.path("component").asText())), within(1e-9))
          .isLessThanOrEqualTo(last)
          .isBetween(
              unit.path("logprob_drop_mean_low").doubleValue(),
              unit.path("logprob_drop_mean_high").doubleValue());
      assertThat(unit.path("n_prompts").asInt()).isEqualTo(PROMPTS);
      last = mean;
    }
  }

  private static Map<String, JsonNode> byPlace(List<JsonNode> rows) {
    Map<String, JsonNode> byPlace = new HashMap<>();
    rows.forEach(row -> byPlace.put(place(row), row));
    return byPlace;
  }

  private static String place(JsonNode row) {
    return String.join(
        " ",
        row.path("prompt_id").asText(),
        row.path("component").asText(),
        row.path("position").asText());
  }
}
