package io.hydrascope.agent.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** Named tensors in Java memory: a graph's inputs or outputs. */
public final class Tensors {
  private final Map<String, Tensor> byName = new LinkedHashMap<>();

  /** Values in row-major order. */
  sealed interface Tensor {
    long[] shape();
  }

  record Floats(float[] values, long[] shape) implements Tensor {}

  record Longs(long[] values, long[] shape) implements Tensor {}

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
    Tensor tensor = byName.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor " + name + " among " + byName.keySet());
    }
    return tensor.shape().clone();
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  public float[] floats(String name) {
    if (byName.get(name) instanceof Floats floats) {
      return floats.values();
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
}
