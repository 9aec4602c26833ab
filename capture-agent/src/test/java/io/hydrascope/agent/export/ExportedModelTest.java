package io.hydrascope.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.agent.export.ExportRows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value of every row against the reference implementation. */
class ExportedModelTest {
  /** Of an fp32 run against a float64 one, relative to the logit's magnitude. */
  private static final double TOLERANCE = 2e-5;

  private static final String PARALLEL = "gpt_neox_torchscript";

  @ParameterizedTest
  @CsvSource({
    "gpt2_opset14, gpt2",
    "gpt2_sdpa_masked, gpt2",
    "gpt2_dynamo, gpt2",
    "gpt2_with_past, gpt2",
    "llama_torchscript, llama",
    "llama_dynamo_external, llama",
    "llama_wide_masked, llama_wide",
    "qwen3_torchscript, qwen3",
    "gpt_neox_torchscript, gpt_neox",
    "gpt_neox_dynamo, gpt_neox",
    "phi_torchscript, phi",
    "phi_dynamo, phi",
    "opt_torchscript, opt",
    "opt_dynamo, opt"
  })
  void run_zeroAblation_equalsReference(String export, String family) {
    try (ExportedModel model = open(export)) {
      ExportRows rows = new ExportRows(model);
      compare(family + "_zero", prompt -> rows.rows(tokens(prompt), rows.everyUnit(rows::zero)));
    }
  }

  @Test
  void run_oneReplacedPosition_equalsReference() {
    try (ExportedModel model = open(PARALLEL)) {
      ExportRows rows = new ExportRows(model);
      Function<String, List<Row>> run =
          prompt -> {
            List<Row> found = new ArrayList<>();
            for (int position : Exports.READOUTS) {
              List<Replacement> there =
                  rows.everyUnit(unit -> new Replacement(unit, position, rows.zero(unit).values()));
              rows.rows(tokens(prompt), there).stream()
                  .filter(row -> row.position() == position)
                  .forEach(found::add);
            }
            return found;
          };
      compare("gpt_neox_readout", run);
    }
  }

  @Test
  void run_meanAblation_equalsReference() {
    try (ExportedModel model = open(PARALLEL)) {
      ExportRows rows = new ExportRows(model);
      List<ExportedActivations> references =
          model.activations(List.copyOf(Exports.prompts().values()));
      List<Replacement> means = rows.everyUnit(unit -> rows.mean(unit, references));
      compare("gpt_neox_mean", prompt -> rows.rows(tokens(prompt), means));
    }
  }

  @Test
  void run_valuesOfADonorPerPosition_equalsReference() {
    try (ExportedModel model = open(PARALLEL)) {
      ExportRows rows = new ExportRows(model);
      Function<String, List<Row>> run =
          prompt -> {
            int[] tokens = tokens(prompt);
            int[] donor = tokens(Exports.donor(prompt));
            ExportedActivations values = model.activations(List.of(donor)).get(0);
            return rows.rows(
                tokens, rows.everyUnit(unit -> rows.donated(unit, values, tokens.length)));
          };
      compare("gpt_neox_resample", run);
    }
  }

  @Test
  void anatomy_llama_isOfItsConfig() {
    try (ExportedModel model = open("llama_wide_masked")) {
      assertThat(model.anatomy())
          .isEqualTo(
              new ExportedAnatomy(
                  2, 4, 8, 24, 40, true, 1e-6f, false, true, List.of(false, false)));
    }
  }

  private static ExportedModel open(String export) {
    return ExportedModel.open(Exports.file(export), Exports.OPTIONS);
  }

  private static int[] tokens(String prompt) {
    return Exports.prompts().getOrDefault(prompt, new int[0]);
  }

  private static void compare(String reference, Function<String, List<Row>> run) {
    List<JsonNode> expected = Exports.lines(reference);
    int compared = 0;
    for (String prompt : Exports.prompts().keySet()) {
      for (Row row : run.apply(prompt)) {
        compare(find(expected, prompt, row), row);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(expected.size());
  }

  private static JsonNode find(List<JsonNode> expected, String prompt, Row row) {
    return expected.stream()
        .filter(node -> node.path("prompt_id").asText().equals(prompt))
        .filter(node -> node.path("component").asText().equals(row.component()))
        .filter(node -> node.path("position").asInt() == row.position())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row like " + row));
  }

  private static void compare(JsonNode expected, Row row) {
    assertThat(row.target()).isEqualTo(expected.path("target_token").asLong());
    assertThat(row.flip()).isEqualTo(expected.path("top1_flip").asBoolean());
    double magnitude = Math.max(1, Math.abs(expected.path("intact_logit").asDouble()));
    compare(expected, row.measures(), magnitude);
    JsonNode responses = expected.path("responses");
    assertThat(responses.size()).isEqualTo(row.responses().size());
    compare(responses, row.responses(), magnitude);
  }

  private static void compare(JsonNode expected, Map<String, Double> found, double magnitude) {
    found.forEach(
        (name, value) -> {
          assertThat(expected.path(name).isNumber()).as(name).isTrue();
          double difference = Math.abs(value - expected.path(name).doubleValue()) / magnitude;
          assertThat(difference).as(name).isLessThanOrEqualTo(TOLERANCE);
        });
  }
}
