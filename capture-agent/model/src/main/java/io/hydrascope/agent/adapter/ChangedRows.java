package io.hydrascope.agent.adapter;

import io.hydrascope.agent.checkpoint.MergedTensors;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;

/**
 * A matrix of the base, some rows at a time, with what an adapter changes: mutable, for one pass.
 */
final class ChangedRows implements MergedTensors.Values {
  private static final int VALUES_AT_ONCE = 1 << 22;

  private final Weights base;
  private final TensorInfo tensor;
  private final RowChange change;
  private final int columns;
  private long row;

  /** Changes rows in place. */
  interface RowChange {
    /**
     * @param values rows from {@code first} on, one after the other
     */
    void apply(float[] values, int first);
  }

  ChangedRows(Weights base, TensorInfo tensor, RowChange change) {
    this.base = base;
    this.tensor = tensor;
    this.change = change;
    columns = tensor.shape().size() < 2 ? 1 : tensor.dimension(1);
  }

  @Override
  public float[] next() {
    long rows = tensor.shape().get(0);
    int count = (int) Math.min(rows - row, Math.max(1, VALUES_AT_ONCE / columns));
    if (count <= 0) {
      return new float[0];
    }
    float[] values = base.read(tensor, row * columns, count * columns);
    change.apply(values, (int) row);
    row += count;
    return values;
  }

  /**
   * Weight-decomposed (DoRA, Liu et al. 2024): each output's weights keep the direction that the
   * sum has and get a length of their own, {@code m · (W + ΔW) / ‖W + ΔW‖}.
   *
   * @param lengths m // [output]
   */
  static RowChange decomposed(
      Weights base, TensorInfo tensor, LowRank added, float[] lengths, boolean byOutputs) {
    if (byOutputs) {
      return (values, first) -> {
        added.addTo(values, first);
        scaleRows(values, first, added.columns(), lengths);
      };
    }
    float[] factors = columnFactors(base, tensor, added, lengths);
    return (values, first) -> {
      added.addTo(values, first);
      for (int i = 0; i < values.length; i++) {
        values[i] *= factors[i % factors.length];
      }
    };
  }

  private static void scaleRows(float[] values, int first, int columns, float[] lengths) {
    for (int row = 0; row < values.length / columns; row++) {
      double squares = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        squares += (double) values[i] * values[i];
      }
      float factor = (float) (lengths[first + row] / Math.sqrt(squares));
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        values[i] *= factor;
      }
    }
  }

  private static float[] columnFactors(
      Weights base, TensorInfo tensor, LowRank added, float[] lengths) {
    double[] squares = new double[added.columns()];
    ChangedRows rows = new ChangedRows(base, tensor, added::addTo);
    for (float[] values = rows.next(); values.length > 0; values = rows.next()) {
      for (int i = 0; i < values.length; i++) {
        squares[i % squares.length] += (double) values[i] * values[i];
      }
    }
    float[] factors = new float[squares.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) (lengths[i] / Math.sqrt(squares[i]));
    }
    return factors;
  }

  /** Nothing changes: the values are another file's. */
  static ChangedRows copied(Weights from, TensorInfo tensor) {
    return new ChangedRows(from, tensor, (values, first) -> {});
  }
}
