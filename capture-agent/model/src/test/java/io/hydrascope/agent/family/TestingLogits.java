package io.hydrascope.agent.family;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Profile;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.engine.TestingEngine;
import io.hydrascope.agent.graph.PlainGraph;
import io.hydrascope.agent.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Compares a checkpoint's logits with the float64 reference's. */
public final class TestingLogits {
  private static final int MOST_TOKENS = 64;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TestingLogits() {}

  /** Fails unless all logits at all positions are within the engine's tolerance. */
  public static void assertEqual(Checkpoint checkpoint, Path prompts, Path logits)
      throws IOException {
    TestingSafetensors expected = TestingSafetensors.read(logits);
    Transformer model = Families.describe(checkpoint);
    try (GraphSession session =
        GraphSession.load(
            PlainGraph.of(model),
            GraphWeights.of(checkpoint.weights()),
            () -> new Profile(checkpoint.contentSha256(), PlainGraph.axes(1, MOST_TOKENS)),
            TestingEngine.options())) {
      double worst = 0;
      for (String line : Files.readAllLines(prompts)) {
        JsonNode prompt = JSON.readTree(line);
        int[] tokens = JSON.convertValue(prompt.path("tokens"), int[].class);
        float[] wanted = expected.floats(prompt.path("id").asText());
        worst = Math.max(worst, worstDifference(logits(session, tokens), wanted));
      }
      assertThat(worst).isLessThanOrEqualTo(TestingEngine.tolerance());
    }
  }

  private static float[] logits(GraphSession session, int[] tokens) {
    int[] everywhere = IntStream.range(0, tokens.length).toArray();
    Tensors inputs =
        new Tensors()
            .put(
                PlainGraph.TOKENS, IntStream.of(tokens).asLongStream().toArray(), 1, tokens.length);
    return session.run(inputs.put(PlainGraph.READOUTS, everywhere)).floats(PlainGraph.LOGITS);
  }

  private static double worstDifference(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      double difference = Math.abs((double) found[i] - expected[i]);
      worst = Math.max(worst, difference / Math.max(1, Math.abs(expected[i])));
    }
    return worst;
  }
}
