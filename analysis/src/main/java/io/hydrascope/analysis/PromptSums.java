package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.zip.CRC32;

/**
 * What one prompt adds to a {@link ComponentAccount}: the sums over all its rows of one component.
 * The donors of one position share its noise: they are averaged to one row first.
 *
 * @param rows how many; at least 1
 * @param sums Σx of each {@link Measure}, then the number of rows whose top token flipped, donors
 *     averaged // [measure + 1]
 * @param squares Σ(x − mean)² over the prompt's rows // [measure]
 * @param products Σ(x − mean)(y − mean) of direct_effect with compensatory_effect and with
 *     total_effect // [2]
 * @param dropBuckets where a {@link RelativeHistogram} counts the rows' logprob_drop, ascending //
 *     [row]
 * @param inOddHalf whether the CRC-32 of the prompt's id is odd
 * @param synergy Σ over rows of total_effect(set) − Σ total_effect(members); NaN where they were
 *     not asked together
 */
public record PromptSums(
    long rows,
    double[] sums,
    double[] squares,
    double[] products,
    int[] dropBuckets,
    boolean inOddHalf,
    double synergy) {
  static final int SUMS = Measure.COUNT + 1;
  static final int FLIPS = Measure.COUNT;

  public PromptSums {
    if (rows < 1
        || sums.length != SUMS
        || squares.length != Measure.COUNT
        || products.length != 2
        || dropBuckets.length != rows) {
      throw new IllegalArgumentException(
          "rows=%d, %d sums, %d squares, %d products, %d buckets: expected at least 1, %d, %d, 2, and a bucket a row"
              .formatted(
                  rows,
                  sums.length,
                  squares.length,
                  products.length,
                  dropBuckets.length,
                  SUMS,
                  Measure.COUNT));
    }
  }

  /** Sums over the rows of one component from {@code start} to before {@code end}. */
  public static PromptSums of(EffectBatch effects, int start, int end) {
    double[][] values = new double[Measure.COUNT][];
    for (Measure measure : Measure.ALL) {
      values[measure.ordinal()] =
          byPosition(effects, start, end, row -> effects.measure(row, measure));
    }
    double[] flips = byPosition(effects, start, end, row -> effects.top1Flip()[row] ? 1 : 0);
    double[] drops = values[Measure.LOGPROB_DROP.ordinal()];
    CRC32 crc = new CRC32();
    crc.update(effects.capture().promptId().getBytes(StandardCharsets.UTF_8));
    return of(
        values,
        flips,
        Arrays.stream(drops).mapToInt(RelativeHistogram::bucket).sorted().toArray(),
        crc.getValue() % 2 == 1);
  }

  private static PromptSums of(
      double[][] values, double[] flips, int[] dropBuckets, boolean inOddHalf) {
    double[] sums = new double[SUMS];
    double[] squares = new double[Measure.COUNT];
    for (int measure = 0; measure < Measure.COUNT; measure++) {
      sums[measure] = Arrays.stream(values[measure]).sum();
      squares[measure] = product(values[measure], values[measure]);
    }
    sums[FLIPS] = Arrays.stream(flips).sum();
    double[] direct = values[Measure.DIRECT_EFFECT.ordinal()];
    double[] products = {
      product(direct, values[Measure.COMPENSATORY_EFFECT.ordinal()]),
      product(direct, values[Measure.TOTAL_EFFECT.ordinal()])
    };
    return new PromptSums(
        flips.length, sums, squares, products, dropBuckets, inOddHalf, Double.NaN);
  }

  /** Of the same prompt as its members' sums. */
  public PromptSums withSynergy(double sumOverRows) {
    return new PromptSums(rows, sums, squares, products, dropBuckets, inOddHalf, sumOverRows);
  }

  /** Σ(x − mean)(y − mean). */
  private static double product(double[] x, double[] y) {
    double meanX = Arrays.stream(x).sum() / x.length;
    double meanY = Arrays.stream(y).sum() / y.length;
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum;
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
