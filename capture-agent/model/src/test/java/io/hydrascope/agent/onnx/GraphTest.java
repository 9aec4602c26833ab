package io.hydrascope.agent.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphTest {
  private static final int WIDTH = 64;
  private static final float EPSILON = 1e-5f;

  /** Far from 0 a variance taken from sums of squares would lose every digit. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 10, 1000, -1000})
  void layerNormOfRows_anyMean_equalsDefinition(double mean) {
    float[] values = new float[2 * WIDTH];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + random.nextGaussian());
    }
    float[] normed =
        run(
            values,
            (graph, x) -> new Kernels(graph).layerNormOfRows(x, ones(graph), zeros(graph), EPSILON),
            "one",
            "row",
            "width");
    for (int row = 0; row < 2; row++) {
      double[] expected = norm(values, row * WIDTH);
      for (int i = 0; i < WIDTH; i++) {
        assertThat((double) normed[row * WIDTH + i]).isCloseTo(expected[i], within(2e-5));
      }
    }
  }

  @Test
  void argMaxAndMax_severalLargest_areFirstAndValue() {
    float[] values = new float[2 * WIDTH];
    values[5] = 3;
    values[9] = 3;
    values[WIDTH + WIDTH - 1] = 1;
    values[WIDTH] = -1;
    float[] first = run(values, (graph, x) -> graph.castToFloat(graph.argMax(x)), "one", "row");
    assertThat(first).containsExactly(5, WIDTH - 1);
    assertThat(run(values, Graph::max, "one", "row")).containsExactly(3, 1);
  }

  /** A width of blocks, a prime one that has none, and one that is two blocks of a prime. */
  @ParameterizedTest
  @ValueSource(ints = {64, 61, 62})
  void argMax_inTwoSteps_isTheFirstOfTheLargest(int width) {
    Random random = new Random(width);
    float[] values = new float[2 * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(20); // several are the largest
    }
    float[] first =
        run(
            values,
            (graph, x) -> {
              Value rows = graph.squeeze(graph.slice(x, 2, 0, width), 0);
              return graph.castToFloat(new Kernels(graph).argMax(rows, width));
            },
            "row");
    for (int row = 0; row < 2; row++) {
      float[] here = Arrays.copyOfRange(values, row * WIDTH, row * WIDTH + width);
      float largest = here[(int) first[row]];
      for (int i = 0; i < width; i++) {
        assertThat(here[i]).isLessThanOrEqualTo(largest);
        assertThat(i < first[row] && here[i] == largest).isFalse();
      }
    }
  }

  /** Also inside a branch; what has two names is copied once. */
  @Test
  void output_readOn_isComputedUnderItsNameAndReadByAll() throws InvalidProtocolBufferException {
    Graph graph = new Graph();
    Value x = graph.input("x", ElementType.FLOAT, "n");
    Value minus = graph.negate(x);
    graph.output("minus", minus, ElementType.FLOAT, "n");
    graph.output("again", minus, ElementType.FLOAT, "n");
    Value two = graph.constant(2f);
    Value isLong = graph.greaterOrEqual(graph.sizeOf(x, 0), graph.constant(2L));
    Value branch =
        graph
            .when(
                isLong,
                List.of(ElementType.FLOAT),
                () -> List.of(graph.multiply(minus, two)),
                () -> List.of(graph.add(minus, two)))
            .get(0);
    graph.output("doubled", branch, ElementType.FLOAT, "n");

    byte[] bytes = graph.toBytes();

    assertThat(OnnxMl.ModelProto.parseFrom(bytes).getGraph().getNodeList())
        .filteredOn(node -> node.getOpType().equals("Identity"))
        .hasSize(1);
    EngineOptions options = new EngineOptions(2, 1 << 20);
    try (GraphSession session = GraphSession.load(bytes, GraphWeights.in(Path.of(".")), options)) {
      Tensors found = session.run(new Tensors().put("x", new float[] {1, -3}, 2));
      assertThat(found.floats("minus")).containsExactly(-1, 3);
      assertThat(found.floats("again")).containsExactly(-1, 3);
      assertThat(found.floats("doubled")).containsExactly(-2, 6);
    }
  }

  private static float[] run(
      float[] values, BiFunction<Graph, Value, Value> operation, String... axes) {
    Graph graph = new Graph();
    Value x = graph.input("x", ElementType.FLOAT, "row", "place", "width");
    graph.output("y", operation.apply(graph, x), ElementType.FLOAT, axes);
    EngineOptions options = new EngineOptions(2, 1 << 20);
    try (GraphSession session =
        GraphSession.load(graph.toBytes(), GraphWeights.in(Path.of(".")), options)) {
      return session.run(new Tensors().put("x", values, 1, 2, WIDTH)).floats("y");
    }
  }

  private static Value ones(Graph graph) {
    float[] ones = new float[WIDTH];
    Arrays.fill(ones, 1);
    return graph.table("ones", ones, WIDTH);
  }

  private static Value zeros(Graph graph) {
    return graph.table("zeros", new float[WIDTH], WIDTH);
  }

  /** In float64. */
  private static double[] norm(float[] values, int start) {
    double mean = 0;
    for (int i = 0; i < WIDTH; i++) {
      mean += values[start + i] / (double) WIDTH;
    }
    double variance = 0;
    for (int i = 0; i < WIDTH; i++) {
      variance += Math.pow(values[start + i] - mean, 2) / WIDTH;
    }
    double[] normed = new double[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      normed[i] = (values[start + i] - mean) / Math.sqrt(variance + EPSILON);
    }
    return normed;
  }
}
