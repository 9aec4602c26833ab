package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.util.stream.Stream;

/**
 * What every trunk is asked.
 *
 * @param tokens // [position]
 * @param readouts positions // [readout]
 * @param direction // [readout, d_model]
 */
record TrunkInputs(Value tokens, Value readouts, Value direction) {
  static final String INTACT_ROW = "intact_row";

  static TrunkInputs declare(Graph graph) {
    return new TrunkInputs(
        graph.input(TrunkNames.TOKENS, ElementType.INT64, "position"),
        graph.input(TrunkNames.READOUTS, ElementType.INT64, "readout"),
        graph.input(TrunkNames.DIRECTION, ElementType.FLOAT, "readout", "d_model"));
  }

  /** A value of the intact run, which comes as that run's only row. // [1, axes] */
  Value intact(Graph graph, String name, String... axes) {
    String[] ofRow = Stream.concat(Stream.of(INTACT_ROW), Stream.of(axes)).toArray(String[]::new);
    return graph.input(name, ElementType.FLOAT, ofRow);
  }
}
