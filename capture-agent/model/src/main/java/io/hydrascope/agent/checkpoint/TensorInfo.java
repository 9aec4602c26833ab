package io.hydrascope.agent.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one weight lies.
 *
 * @param file the real file, no symbolic link
 * @param offset of the first byte in the file
 */
public record TensorInfo(
    String name, String dtype, List<Long> shape, Path file, long offset, long byteLength) {
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Number of values. */
  public long count() {
    long count = 1;
    for (long dimension : shape) {
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }

  TensorInfo named(String other) {
    return new TensorInfo(other, dtype, shape, file, offset, byteLength);
  }

  /** Some of the first axis, where it lies. */
  public TensorInfo rows(long first, long count) {
    if (first < 0 || count < 0 || first + count > shape.get(0)) {
      throw new IllegalArgumentException(
          "rows %d to %d of %s with shape=%s".formatted(first, first + count, name, shape));
    }
    long rowBytes = shape.get(0) == 0 ? 0 : byteLength / shape.get(0);
    List<Long> shorter = new ArrayList<>(shape);
    shorter.set(0, count);
    String part = "%s[%d:%d]".formatted(name, first, first + count);
    return new TensorInfo(part, dtype, shorter, file, offset + first * rowBytes, count * rowBytes);
  }

  public int dimension(int axis) {
    return Math.toIntExact(shape.get(axis));
  }
}
