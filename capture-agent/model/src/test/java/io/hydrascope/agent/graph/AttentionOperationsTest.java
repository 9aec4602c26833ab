package io.hydrascope.agent.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Families;
import io.hydrascope.agent.graph.AttentionOperations.Projected;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Transformer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries at a few places must read what they read among all. */
class AttentionOperationsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final EngineOptions OPTIONS = new EngineOptions(2, 512L << 20);
  private static final int[] TOKENS = new int[9];
  private static final int[] READOUTS = {7, 2};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2",
        "llama",
        "gpt_neox",
        "gptj_interleaved",
        "mistral_window",
        "gemma2",
        "olmo2",
        "phi3_partial_window",
        "phi_head_norms",
        "falcon_7b",
        "falcon_new",
        "falcon_rw"
      })
  void attend_atFewPlaces_equalsThoseOfAll(String name) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(name))) {
      Transformer model = Families.describe(checkpoint);
      Path folder = requireNonNull(model.tokenEmbedding().file().getParent());
      try (GraphSession session =
          GraphSession.load(graph(model), GraphWeights.in(folder), OPTIONS)) {
        Tensors three = run(session, 3, model.dimensions().width());
        assertThat(three.floats("few"))
            .hasSize(3 * READOUTS.length * model.dimensions().queryWidth())
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(three.floats("all"));
        assertThat(run(session, 0, model.dimensions().width()).floats("few")).isEmpty();
      }
    }
  }

  private static byte[] graph(Transformer model) {
    Graph graph = new Graph();
    LayerOperations pieces = new LayerOperations(graph, model);
    AttentionOperations attentions = new AttentionOperations(graph, model.dimensions(), pieces);
    Value rows = graph.input("rows", ElementType.FLOAT, "row", "position", "d_model");
    Value readouts = graph.input("readouts", ElementType.INT64, "readout");
    RowPositions all =
        RowPositions.all(graph, graph.input("tokens", ElementType.INT64, "position"));
    RowPositions few = all.at(readouts);
    Attention attention = model.blocks().get(0).attention();
    Projected projected = attentions.project(attention, rows, all);
    Value everywhere =
        attentions.attend(
            attention,
            projected.queries(),
            projected.keys(),
            projected.values(),
            all.mask(all, attention.scores()));
    Value some =
        attentions.attend(
            attention,
            attentions.queries(attention, graph.gather(rows, readouts, 1), few),
            attentions.keys(attention, rows, all),
            attentions.values(attention, rows),
            few.mask(all, attention.scores()));
    String[] axes = {"row", "head", "readout", "d_head"};
    graph.output("all", graph.gather(everywhere, readouts, 2), ElementType.FLOAT, axes);
    graph.output("few", some, ElementType.FLOAT, axes);
    return graph.toBytes();
  }

  private static Tensors run(GraphSession session, int rows, int width) {
    Random random = new Random(1);
    float[] values = new float[rows * TOKENS.length * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return session.run(
        new Tensors()
            .put("rows", values, rows, TOKENS.length, width)
            .put("tokens", TOKENS)
            .put("readouts", READOUTS));
  }
}
