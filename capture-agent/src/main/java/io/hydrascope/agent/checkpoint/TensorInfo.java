package io.hydrascope.agent.checkpoint;

import java.nio.file.Path;
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

  public int dimension(int axis) {
    return Math.toIntExact(shape.get(axis));
  }
}
