package io.hydrascope.agent.engine;

import io.hydrascope.agent.onnx.AxisRange;
import java.util.Map;

/**
 * What TensorRT has to know of a graph to build an engine before it sees values.
 *
 * @param weights a name that no other weights have: built engines hold them
 * @param axes range of every axis of the inputs, by the axis' name; none can be empty
 */
public record Profile(String weights, Map<String, AxisRange> axes) {
  public Profile {
    axes = Map.copyOf(axes);
    axes.forEach(
        (axis, range) -> {
          if (range.least() < 1) {
            throw new IllegalArgumentException("axis %s can be empty".formatted(axis));
          }
        });
  }
}
