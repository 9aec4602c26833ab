package io.hydrascope.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.agent.sweep.VectorSampler;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.capture.VectorBatch;
import io.hydrascope.schemas.rows.VectorRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each head's z, attn_out, mlp_out and the residual, against the reference's hooks. */
class VectorSamplerGoldenTest {
  /** Of an fp32 run against a float64 one, relative to the number's magnitude. */
  private static final double TOLERANCE = 2e-5;

  private static final CaptureSource SOURCE = new CaptureSource("m", "r", "ab".repeat(32), "run");

  @ParameterizedTest
  @CsvSource({
    "gpt2, zero, all_positions",
    "gemma2, zero, all_positions",
    "gpt_neox, zero, all_positions",
    "gemma2, resample, readout_position"
  })
  void sample_asInTheFile_givesItsVectors(String model, String ablation, String scope) {
    List<JsonNode> expected =
        TestingGolden.lines(
            TestingGolden.folder(model)
                .resolve("activations_%s_%s.jsonl".formatted(ablation, scope)));
    List<AblationUnit> units =
        expected.stream()
            .map(node -> node.path("ablated").asText())
            .distinct()
            .filter(unit -> !unit.isEmpty())
            .map(AblationUnit::parse)
            .toList();
    CapturePlan plan =
        new CapturePlan(
            Ablation.parse(ablation),
            Scope.parse(scope),
            Target.ARGMAX,
            units,
            TestingGolden.READOUT,
            "");
    Map<String, float[]> found;
    try (ModelRunner runner =
        ModelRunner.load(TestingGolden.folder(model), TestingGolden.OPTIONS)) {
      found = vectors(runner, plan, TestingGolden.prompts(model));
    }
    assertThat(found).hasSameSizeAs(expected);
    for (JsonNode node : expected) {
      String place =
          String.join(
              "/",
              node.path("ablated").asText(),
              node.path("donor").asText(),
              node.path("position").asText(),
              node.path("site").asText());
      assertThat(found).containsKey(place);
      assertClose(place, found.getOrDefault(place, new float[0]), node.path("vector"));
    }
  }

  private static Map<String, float[]> vectors(
      ModelRunner runner, CapturePlan plan, List<Prompt> prompts) {
    Sweep sweep =
        plan.ablation() == Ablation.RESAMPLE
            ? Sweep.resample(runner, plan, prompts)
            : Sweep.zero(runner, plan);
    VectorPolicy everything =
        new VectorPolicy(
            1, 1, VectorPolicy.ALL_SITES, List.of("intact", "ablated"), VectorPrecision.F32);
    VectorSampler sampler =
        new VectorSampler(SOURCE, plan, sweep, runner.modelInfo().basis(), everything);
    Map<String, float[]> vectors = new HashMap<>();
    for (VectorBatch batch : sampler.sample(prompts.get(0), sweep.capture(prompts.get(0), 0))) {
      VectorRow.of(batch).forEach(row -> vectors.put(row.place(), row.values()));
    }
    assertThat(sampler.chosen()).isEqualTo(vectors.size());
    assertThat(sampler.notChosen()).isZero();
    return vectors;
  }

  private static void assertClose(String place, float[] found, JsonNode expected) {
    assertThat(found).as(place).hasSize(expected.size());
    for (int i = 0; i < found.length; i++) {
      double wanted = expected.get(i).asDouble();
      assertThat(Math.abs(found[i] - wanted))
          .as("%s [%d]: %s, not %s", place, i, found[i], wanted)
          .isLessThanOrEqualTo(TOLERANCE * (1 + Math.abs(wanted)));
    }
  }
}
