package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;

/**
 * What one prompt adds to {@link ClusteredMoments}: the sums over all its rows of one component.
 *
 * @param rows how many; at least 1
 * @param sums Σx of each {@link Measure}, then the number of rows whose top token flipped //
 *     [measure + 1]
 * @param squares Σ(x − mean)² over the prompt's rows // [measure]
 */
public record PromptSums(long rows, double[] sums, double[] squares) {
  static final int SUMS = Measure.COUNT + 1;
  static final int FLIPS = Measure.COUNT;

  public PromptSums {
    if (rows < 1 || sums.length != SUMS || squares.length != Measure.COUNT) {
      throw new IllegalArgumentException(
          "rows=%d, %d sums, %d squares: expected at least 1, %d, %d"
              .formatted(rows, sums.length, squares.length, SUMS, Measure.COUNT));
    }
  }

  /** Sums over the rows from {@code start} to before {@code end}. */
  public static PromptSums of(EffectBatch effects, int start, int end) {
    double[] sums = new double[SUMS];
    double[] squares = new double[Measure.COUNT];
    for (Measure measure : Measure.ALL) {
      double sum = 0;
      for (int row = start; row < end; row++) {
        sum += effects.measure(row, measure);
      }
      double mean = sum / (end - start);
      for (int row = start; row < end; row++) {
        double difference = effects.measure(row, measure) - mean;
        squares[measure.ordinal()] += difference * difference;
      }
      sums[measure.ordinal()] = sum;
    }
    for (int row = start; row < end; row++) {
      sums[FLIPS] += effects.top1Flip()[row] ? 1 : 0;
    }
    return new PromptSums(end - start, sums, squares);
  }
}
