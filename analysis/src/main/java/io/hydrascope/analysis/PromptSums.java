package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What one prompt adds to {@link ClusteredMoments}: the sums over all its rows of one component.
 * The donors of one position share its noise: they are averaged to one row first.
 *
 * @param rows how many; at least 1
 * @param sums Σx of each {@link Measure}, then the number of rows whose top token flipped, donors
 *     averaged // [measure + 1]
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

  /** Sums over the rows of one component from {@code start} to before {@code end}. */
  public static PromptSums of(EffectBatch effects, int start, int end) {
    double[] sums = new double[SUMS];
    double[] squares = new double[Measure.COUNT];
    int rows = 0;
    for (Measure measure : Measure.ALL) {
      double[] values = byPosition(effects, start, end, row -> effects.measure(row, measure));
      double sum = Arrays.stream(values).sum();
      double mean = sum / values.length;
      for (double value : values) {
        squares[measure.ordinal()] += (value - mean) * (value - mean);
      }
      sums[measure.ordinal()] = sum;
      rows = values.length;
    }
    double[] flips = byPosition(effects, start, end, row -> effects.top1Flip()[row] ? 1 : 0);
    sums[FLIPS] = Arrays.stream(flips).sum();
    return new PromptSums(rows, sums, squares);
  }

  /** Means over the donors of each position, whose rows lie together. */
  private static double[] byPosition(
      EffectBatch effects, int start, int end, IntToDoubleFunction value) {
    double[] means = new double[end - start];
    int count = 0;
    for (int first = start, next; first < end; first = next) {
      next = first;
      double sum = 0;
      while (next < end && effects.position()[next] == effects.position()[first]) {
        sum += value.applyAsDouble(next);
        next++;
      }
      means[count] = sum / (next - first);
      count++;
    }
    return Arrays.copyOf(means, count);
  }
}
