package io.hydrascope.agent.onnx;

import java.util.List;

/**
 * An input or output of a model that was read from a file.
 *
 * @param value its name among the model's values
 * @param name its name in the file
 * @param type number of the element type
 * @param shape size per axis, -1 where it is left open
 */
public record Port(String value, String name, int type, List<Long> shape) {
  public Port {
    shape = List.copyOf(shape);
  }

  public boolean isFloat() {
    return type == ElementType.FLOAT.number();
  }

  /** Text for errors: {@code past.0 [-1, 4, -1, 6]}. */
  @Override
  public String toString() {
    return name + " " + shape;
  }
}
