package io.hydrascope.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Deep graphs, whose values have sizes of their own at every depth. */
class GraphLoadTimeTest {
  private static final int DEPTH = 100;
  private static final int TIMES = 8;

  /** 64 and more where each value is compared with all before it; half of this where none is. */
  private static final double MOST_TIMES_LONGER = 40;

  private static final int VALUES_A_DEPTH = 6;
  private static final int TRIES = 3;

  @Test
  void load_eightTimesAsDeep_comparesNoValueWithAllBeforeIt() {
    double shallow = Double.POSITIVE_INFINITY;
    for (int i = 0; i < TRIES; i++) {
      shallow = Math.min(shallow, processorSeconds(DEPTH));
    }
    assertThat(processorSeconds(TIMES * DEPTH)).isLessThan(MOST_TIMES_LONGER * shallow);
  }

  /** Of this thread alone: other load does not count. */
  private static double processorSeconds(int depth) {
    byte[] bytes = graph(depth);
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    GraphSession.load(bytes, GraphWeights.in(Path.of(".")), TestingEngine.options()).close();
    return 1e-9 * (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
  }

  private static byte[] graph(int depth) {
    Graph graph = new Graph();
    for (int at = 0; at < depth; at++) {
      Value x = graph.input("x" + at, ElementType.FLOAT, "n" + at);
      for (int value = 0; value < VALUES_A_DEPTH; value++) {
        x = graph.concat(0, x, x);
      }
      graph.output("y" + at, x, ElementType.FLOAT, "m" + at);
    }
    return graph.toBytes();
  }
}
