package io.hydrascope.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value of every row against the reference implementation. */
class ExportedModelTest {
  /** Of an fp32 run against a float64 one, relative to the logit's magnitude. */
  private static final double TOLERANCE = 2e-5;

  @ParameterizedTest
  @CsvSource({
    "gpt2_torchscript, gpt2",
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
  void run_zeroAblation_equalsReference(String export, String reference) {
    try (ExportedModel model = ExportedModel.open(Exports.file(export), Exports.OPTIONS)) {
      ExportRows rows = new ExportRows(model);
      List<JsonNode> expected = Exports.lines(reference);
      int compared = 0;
      for (var prompt : Exports.prompts().entrySet()) {
        for (ExportRows.Row row :
            rows.zeroAblation(prompt.getValue(), Replacement.EVERY_POSITION)) {
          compare(find(expected, prompt.getKey(), row), row);
          compared++;
        }
      }
      assertThat(compared).isEqualTo(expected.size());
    }
  }

  private static JsonNode find(List<JsonNode> expected, String prompt, ExportRows.Row row) {
    return expected.stream()
        .filter(node -> node.path("prompt_id").asText().equals(prompt))
        .filter(node -> node.path("component").asText().equals(row.component()))
        .filter(node -> node.path("position").asInt() == row.position())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row like " + row));
  }

  private static void compare(JsonNode expected, ExportRows.Row row) {
    assertThat(row.target()).isEqualTo(expected.path("target_token").asLong());
    assertThat(row.flip()).isEqualTo(expected.path("top1_flip").asBoolean());
    double magnitude = Math.max(1, Math.abs(expected.path("intact_logit").asDouble()));
    row.measures().forEach((name, value) -> near(name, value, expected.path(name), magnitude));
    assertThat(expected.path("responses").size()).isEqualTo(row.responses().size());
    row.responses()
        .forEach(
            (name, value) -> near(name, value, expected.path("responses").path(name), magnitude));
  }

  private static void near(String name, double value, JsonNode expected, double magnitude) {
    assertThat(expected.isNumber()).as(name).isTrue();
    double difference = Math.abs(value - expected.doubleValue()) / magnitude;
    assertThat(difference).as(name).isLessThanOrEqualTo(TOLERANCE);
  }
}
