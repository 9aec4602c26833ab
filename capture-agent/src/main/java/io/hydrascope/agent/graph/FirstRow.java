package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;

/** Hands out what the batch's first row computes: the intact run's values, when it is that. */
final class FirstRow {
  private final Graph graph;

  FirstRow(Graph graph) {
    this.graph = graph;
  }

  /**
   * @param rows // [row, …]
   * @param axes of one row
   */
  void keep(String name, Value rows, String... axes) {
    String[] all = new String[axes.length + 1];
    all[0] = "first_row";
    for (int axis = 0; axis < axes.length; axis++) {
      all[axis + 1] = name + "_" + axes[axis];
    }
    graph.output(name, graph.slice(rows, 0, 0, 1), ElementType.FLOAT, all);
  }
}
