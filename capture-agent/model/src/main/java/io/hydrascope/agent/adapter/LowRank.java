package io.hydrascope.agent.adapter;

import java.util.stream.IntStream;

/**
 * What a low-rank pair adds to a matrix as it is stored: {@code left · right}, the scale within
 * left.
 *
 * @param left // [row, rank]
 * @param right // [rank, column]
 */
record LowRank(float[] left, float[] right, int rank, int columns) {

  /**
   * The sum for a matrix that is stored by outputs: {@code scale · B A}.
   *
   * @param up B // [out, rank]
   * @param down A // [rank, in]
   */
  static LowRank byOutputs(float[] up, float[] down, int rank, double scale) {
    return new LowRank(scaled(up, scale), down, rank, down.length / rank);
  }

  /** The sum for a matrix that is stored by inputs, as GPT-2's are, and for an embedding's rows. */
  static LowRank byInputs(float[] up, float[] down, int rank, double scale) {
    return new LowRank(
        scaled(transposed(down, rank), scale),
        transposed(up, up.length / rank),
        rank,
        up.length / rank);
  }

  /** Adds its rows from {@code first} on to values that lie row by row. */
  void addTo(float[] values, int first) {
    IntStream.range(0, values.length / columns)
        .parallel()
        .forEach(row -> addRow(values, row * columns, first + row));
  }

  private void addRow(float[] values, int start, int row) {
    for (int k = 0; k < rank; k++) {
      float factor = left[row * rank + k];
      int from = k * columns;
      for (int column = 0; column < columns; column++) {
        values[start + column] += factor * right[from + column];
      }
    }
  }

  int rows() {
    return left.length / rank;
  }

  private static float[] scaled(float[] values, double scale) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = (float) (values[i] * scale);
    }
    return scaled;
  }

  /**
   * @param rows of what is given
   */
  private static float[] transposed(float[] values, int rows) {
    int columns = values.length / rows;
    float[] turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return turned;
  }
}
