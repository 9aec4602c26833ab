package io.hydrascope.agent.engine;

import io.hydrascope.agent.engine.Tensors.Tensor;
import io.hydrascope.agent.onnx.AxisRange;
import io.hydrascope.agent.onnx.InputAxes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The shapes that each input of a graph can have. */
final class InputShapes {
  private final Map<String, List<AxisRange>> byInput = new LinkedHashMap<>();

  private InputShapes() {}

  /**
   * @throws IllegalArgumentException if the profile leaves out an axis of the graph
   */
  static InputShapes of(byte[] graph, Profile profile) {
    InputShapes shapes = new InputShapes();
    InputAxes.of(graph)
        .forEach(
            (input, axes) ->
                shapes.byInput.put(
                    input, axes.stream().map(axis -> range(profile, input, axis)).toList()));
    return shapes;
  }

  private static AxisRange range(Profile profile, String input, String axis) {
    AxisRange range = profile.axes().get(axis);
    if (range == null) {
      throw new IllegalArgumentException(
          "axis %s of input %s has no range in the profile".formatted(axis, input));
    }
    return range;
  }

  String least() {
    return text(AxisRange::least);
  }

  String usual() {
    return text(AxisRange::usual);
  }

  String most() {
    return text(AxisRange::most);
  }

  /** {@code input:2x3,other:4} */
  private String text(ToLongFunction<AxisRange> length) {
    return byInput.entrySet().stream()
        .map(
            input ->
                input.getKey()
                    + ":"
                    + input.getValue().stream()
                        .map(axis -> Long.toString(length.applyAsLong(axis)))
                        .collect(Collectors.joining("x")))
        .collect(Collectors.joining(","));
  }

  /**
   * @throws IllegalArgumentException naming the input, the axis' index and its range
   */
  void requireContains(Tensors inputs) {
    byInput.forEach(
        (name, axes) -> {
          Tensor tensor = inputs.byName().get(name);
          if (tensor != null) {
            requireContains(name, axes, tensor.shape());
          }
        });
  }

  private static void requireContains(String name, List<AxisRange> axes, long[] shape) {
    for (int axis = 0; axis < shape.length; axis++) {
      AxisRange range = axes.get(axis);
      if (!range.contains(shape[axis])) {
        throw new IllegalArgumentException(
            "input %s: axis %d is %d long, the engine was built for %d to %d"
                .formatted(name, axis, shape[axis], range.least(), range.most()));
      }
    }
  }
}
