package io.hydrascope.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GraphSessionTest {
  private static final EngineOptions OPTIONS = new EngineOptions(2, 1 << 20);

  @Test
  void run_manyTimes_leavesNoTensorBehind() {
    try (GraphSession session = doubling()) {
      for (int i = 0; i < 100; i++) {
        Tensors outputs = session.run(new Tensors().put("x", new float[] {1, 2, i}, 3));
        assertThat(outputs.floats("y")).containsExactly(2, 4, 2 * i);
      }
      assertThat(session.liveTensors()).isZero();
    }
  }

  @Test
  void run_noRows_givesNoRows() {
    try (GraphSession session = doubling()) {
      assertThat(session.run(new Tensors().put("x", new float[0], 0)).floats("y")).isEmpty();
    }
  }

  @Test
  void run_wrongInput_failsAndLeavesNoTensorBehind() {
    try (GraphSession session = doubling()) {
      Tensors wrong = new Tensors().put("x", new long[] {1}, 1);
      assertThatThrownBy(() -> session.run(wrong)).isInstanceOf(EngineException.class);
      assertThat(session.liveTensors()).isZero();
    }
  }

  @Test
  void runAndKeep_outputOfOneSession_isReadByAnother() {
    try (GraphSession first = doubling();
        GraphSession second = doubling()) {
      try (Tensors kept =
          first.runAndKeep(new Tensors().put("x", new float[] {1, 3}, 2), y -> true)) {
        assertThat(first.liveTensors()).isOne();
        Tensors outputs = second.run(new Tensors().put("x", kept, "y"));
        assertThat(outputs.floats("y")).containsExactly(4, 12);
        assertThat(kept.floats("y")).containsExactly(2, 6);
      }
      assertThat(first.liveTensors()).isZero();
    }
  }

  @Test
  void load_otherThreadCount_isRefused() {
    try (GraphSession session = doubling()) {
      assertThat(session.liveTensors()).isZero();
      EngineOptions other = new EngineOptions(3, 1 << 20);
      assertThatThrownBy(
              () -> GraphSession.load(new byte[0], GraphWeights.in(Path.of(".")), other).close())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("threads=3", "with 2");
    }
  }

  private static GraphSession doubling() {
    Graph graph = new Graph();
    Value x = graph.input("x", ElementType.FLOAT, "n");
    graph.output("y", graph.add(x, x), ElementType.FLOAT, "n");
    return GraphSession.load(graph.toBytes(), GraphWeights.in(Path.of(".")), OPTIONS);
  }
}
