package io.hydrascope.agent.sweep;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.PlainGraph;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every value of every row against the reference implementation. */
class GoldenSweepTest {
  /** Of an fp32 run against a float64 one, relative to the logit's magnitude. */
  private static final double TOLERANCE = 2e-5;

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void run_zeroAblation_equalsReference(String model) {
    try (ModelRunner runner = ModelRunner.load(Golden.folder(model), Golden.OPTIONS)) {
      CapturePlan plan = Golden.zeroPlan(runner.modelInfo().basis(), Golden.READOUT);
      Sweep sweep = Sweep.zero(runner, plan);
      compare(model, "zero_all_positions.jsonl", plan, sweep::run, runner.modelInfo().basis());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void run_meanAblation_equalsReference(String model) {
    try (ModelRunner runner = ModelRunner.load(Golden.folder(model), Golden.OPTIONS)) {
      ReferenceMeans means = ReferenceMeans.over(runner, Golden.prompts(model));
      CapturePlan plan = Golden.meanPlan(runner.modelInfo().basis(), Golden.READOUT, means);
      Sweep sweep = Sweep.mean(runner, plan, means);
      compare(model, "mean_all_positions.jsonl", plan, sweep::run, runner.modelInfo().basis());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama_linear_bias, NEXT",
    "llama_llama3_tied, ARGMAX",
    "llama_bf16, ARGMAX",
    "gpt2_f16_untied, NEXT"
  })
  void run_variant_equalsReference(String model, Target target) {
    try (ModelRunner runner = ModelRunner.load(Golden.folder(model), Golden.OPTIONS)) {
      ResidualBasis basis = runner.modelInfo().basis();
      CapturePlan plan =
          new CapturePlan(
              Ablation.ZERO, Scope.ALL_POSITIONS, target, Golden.everyUnit(basis), "3,4", "");
      Sweep sweep = Sweep.zero(runner, plan);
      compare(model, "zero_all_positions.jsonl", plan, sweep::run, basis);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama"})
  void plainGraph_logits_equalReference(String model) {
    TestingSafetensors expected =
        TestingSafetensors.read(Golden.folder(model).resolve("logits.safetensors"));
    try (ModelRunner runner = ModelRunner.load(Golden.folder(model), Golden.OPTIONS);
        GraphSession plain = runner.plainSession()) {
      for (Prompt prompt : Golden.prompts(model)) {
        int[] everywhere = IntStream.range(0, prompt.tokens().length).toArray();
        Tensors inputs = new Tensors().put(PlainGraph.TOKENS, prompt.tokens());
        Tensors outputs = plain.run(inputs.put(PlainGraph.READOUTS, everywhere));
        assertThat(outputs.floats(PlainGraph.LOGITS))
            .usingComparatorWithPrecision(2e-4f)
            .containsExactly(expected.floats(prompt.id()));
      }
    }
  }

  private static void compare(
      String model,
      String file,
      CapturePlan plan,
      Function<Prompt, CaptureRows> run,
      ResidualBasis basis) {
    Map<String, CaptureRows> rows = new HashMap<>();
    Golden.prompts(model).forEach(prompt -> rows.put(prompt.id(), run.apply(prompt)));
    Path golden = Golden.folder(model).resolve(file);
    List<JsonNode> expected = Golden.lines(golden);
    for (JsonNode row : expected) {
      CaptureRows found = requireNonNull(rows.get(row.path("prompt_id").asText()));
      compare(row, new SlowAccounting(basis, plan.ablated(), found));
    }
    int captured = rows.values().stream().mapToInt(CaptureRows::count).sum();
    int intact = rows.size() * 2;
    assertThat(expected).hasSize(captured - intact);
  }

  private static void compare(JsonNode expected, SlowAccounting accounting) {
    Component component = Component.parse(expected.path("component").asText());
    int row = row(accounting, component, expected.path("position").asInt());
    CaptureRows rows = accounting.rows();
    assertThat(rows.targetToken()[row]).isEqualTo(expected.path("target_token").asInt());
    assertThat(rows.top1Flip()[row]).isEqualTo(expected.path("top1_flip").asBoolean());
    double magnitude = Math.max(1, Math.abs(expected.path("intact_logit").asDouble()));
    Map<String, Double> measures = accounting.measures(row);
    assertThat(expected.size()).isGreaterThanOrEqualTo(measures.size() + 5);
    measures.forEach((name, value) -> near(name, value, expected.path(name), magnitude));
    if (expected.has("responses")) {
      Map<String, Double> responses = accounting.responses(row);
      assertThat(expected.path("responses").size()).isEqualTo(responses.size());
      responses.forEach(
          (name, value) ->
              near("responses", value, expected.path("responses").path(name), magnitude));
    }
  }

  private static void near(String name, double value, JsonNode expected, double magnitude) {
    assertThat(expected.isNumber()).as(name).isTrue();
    double difference = Math.abs(value - expected.doubleValue()) / magnitude;
    assertThat(difference).as(name).isLessThanOrEqualTo(TOLERANCE);
  }

  private static int row(SlowAccounting accounting, Component component, int position) {
    CaptureRows rows = accounting.rows();
    for (int row = 0; row < rows.count(); row++) {
      if (!rows.isIntact(row)
          && rows.position()[row] == position
          && accounting.ablated().get(rows.ablated()[row]).equals(component)) {
        return row;
      }
    }
    throw new AssertionError("no row of " + component + " at " + position);
  }
}
