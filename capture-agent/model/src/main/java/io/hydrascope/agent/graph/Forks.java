package io.hydrascope.agent.graph;

import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.util.Optional;

/**
 * Rows that join the batch at one place.
 *
 * @param values // [row, 1 or place, d_model or d_head]
 * @param at index of each row's readout, where rows have one position each // [row]
 */
record Forks(Value values, Optional<Value> at) {

  /** Declares the inputs. Axes that can differ have names of their own: buffers go by name. */
  static Forks input(Graph graph, Join join, int layer, String width, boolean onePosition) {
    String name = TrunkNames.values(join, layer);
    Value values =
        graph.input(name, ElementType.FLOAT, count(join, layer), places(join, layer), width);
    Optional<Value> at =
        onePosition
            ? Optional.of(
                graph.input(TrunkNames.at(join, layer), ElementType.INT64, count(join, layer)))
            : Optional.empty();
    return new Forks(values, at);
  }

  static String count(Join join, int layer) {
    return TrunkNames.values(join, layer) + "_count";
  }

  static String places(Join join, int layer) {
    return TrunkNames.values(join, layer) + "_places";
  }

  Value readouts() {
    return at.orElseThrow();
  }
}
