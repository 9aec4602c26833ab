package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;

/**
 * What every trunk is asked.
 *
 * @param tokens // [position]
 * @param readouts positions // [readout]
 * @param direction // [readout, d_model]
 */
record TrunkInputs(Value tokens, Value readouts, Value direction) {
  static TrunkInputs declare(Graph graph) {
    return new TrunkInputs(
        graph.input(TrunkNames.TOKENS, ElementType.INT64, "position"),
        graph.input(TrunkNames.READOUTS, ElementType.INT64, "readout"),
        graph.input(TrunkNames.DIRECTION, ElementType.FLOAT, "readout", "d_model"));
  }
}
