package io.hydrascope.agent.engine;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors, a graph's inputs or outputs. They lie in Java's memory, or are a run's outputs
 * that {@link GraphSession#runAndKeep} left in the engine.
 */
public final class Tensors implements AutoCloseable {
  private final Map<String, Tensor> byName = new LinkedHashMap<>();

  /** Values in row-major order. */
  sealed interface Tensor {
    long[] shape();
  }

  record Floats(float[] values, long[] shape) implements Tensor {}

  record Longs(long[] values, long[] shape) implements Tensor {}

  /** In the engine, and copied out of it when it is first read. */
  static final class Kept implements Tensor {
    private final NDArray array;
    private float @Nullable [] values;

    Kept(NDArray array) {
      this.array = array;
    }

    @Override
    public long[] shape() {
      return array.getShape().getShape();
    }

    NDArray array() {
      return array;
    }

    private float[] values() {
      if (values == null) {
        values = array.toFloatArray();
      }
      return values;
    }
  }

  Tensors keep(NDArray array) {
    byName.put(array.getName(), new Kept(array));
    return this;
  }

  /** The same tensor once more, which stays the other's: it is not copied. */
  public Tensors put(String name, Tensors other, String otherName) {
    byName.put(name, other.get(otherName));
    return this;
  }

  public Tensors put(String name, float[] values, long... shape) {
    byName.put(name, new Floats(values, shape));
    return this;
  }

  public Tensors put(String name, long[] values, long... shape) {
    byName.put(name, new Longs(values, shape));
    return this;
  }

  /** A vector of indices. */
  public Tensors put(String name, int[] indices) {
    long[] wide = new long[indices.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = indices[i];
    }
    return put(name, wide, wide.length);
  }

  /** How long one axis of a tensor is. */
  public int length(String name, int axis) {
    return Math.toIntExact(shape(name)[axis]);
  }

  /** How long all axes of a tensor are; the caller's own. */
  public long[] shape(String name) {
    return get(name).shape().clone();
  }

  private Tensor get(String name) {
    Tensor tensor = byName.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor " + name + " among " + byName.keySet());
    }
    return tensor;
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  public float[] floats(String name) {
    if (byName.get(name) instanceof Floats floats) {
      return floats.values();
    }
    if (byName.get(name) instanceof Kept kept) {
      return kept.values();
    }
    throw new IllegalArgumentException("no float tensor " + name + " among " + byName.keySet());
  }

  public long[] longs(String name) {
    if (byName.get(name) instanceof Longs longs) {
      return longs.values();
    }
    throw new IllegalArgumentException("no int64 tensor " + name + " among " + byName.keySet());
  }

  Map<String, Tensor> byName() {
    return byName;
  }

  /** Frees what a run left in the engine. Of tensors put in from others nothing is to be freed. */
  @Override
  public void close() {
    for (Tensor tensor : byName.values()) {
      if (tensor instanceof Kept kept) {
        kept.array().detach(); // its session would hold on to it even closed
        kept.array().close();
      }
    }
  }
}
