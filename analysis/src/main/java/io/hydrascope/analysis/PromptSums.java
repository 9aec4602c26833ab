package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    double[][] values = byPosition(effects, start, end);
    int rows = values[FLIPS].length;
    double[] sums = new double[SUMS];
    double[] squares = new double[Measure.COUNT];
    for (int measure = 0; measure < Measure.COUNT; measure++) {
      sums[measure] = sum(values[measure]);
      squares[measure] = product(values[measure], values[measure]);
    }
    sums[FLIPS] = sum(values[FLIPS]);
    double[] direct = values[Measure.DIRECT_EFFECT.ordinal()];
    double[] products = {
      product(direct, values[Measure.COMPENSATORY_EFFECT.ordinal()]),
      product(direct, values[Measure.TOTAL_EFFECT.ordinal()])
    };
    CRC32 crc = new CRC32();
    crc.update(effects.capture().promptId().getBytes(StandardCharsets.UTF_8));
    return new PromptSums(
        rows,
        sums,
        squares,
        products,
        buckets(values[Measure.LOGPROB_DROP.ordinal()]),
        crc.getValue() % 2 == 1,
        Double.NaN);
  }

  private static int[] buckets(double[] drops) {
    int[] buckets = new int[drops.length];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = RelativeHistogram.bucket(drops[i]);
    }
    Arrays.sort(buckets);
    return buckets;
  }

  /** Adds the synergy with the sums of its members, which are of the same prompt. */
  public PromptSums withSynergy(double sumOverRows) {
    return new PromptSums(rows, sums, squares, products, dropBuckets, inOddHalf, sumOverRows);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Σ(x − mean)(y − mean). */
  private static double product(double[] x, double[] y) {
    double meanX = sum(x) / x.length;
    double meanY = sum(y) / y.length;
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (x[i] - meanX) * (y[i] - meanY);
    }
    return sum;
  }

  /** Means over the donors of each position, whose rows lie together. // [measure + 1, position] */
  private static double[][] byPosition(EffectBatch effects, int start, int end) {
    double[][] means = new double[SUMS][end - start];
    int count = 0;
    for (int first = start, next; first < end; first = next) {
      next = first;
      while (next < end && effects.position()[next] == effects.position()[first]) {
        for (int measure = 0; measure < Measure.COUNT; measure++) {
          means[measure][count] += effects.measures()[next * Measure.COUNT + measure];
        }
        means[FLIPS][count] += effects.top1Flip()[next] ? 1 : 0;
        next++;
      }
      for (double[] mean : means) {
        mean[count] /= next - first;
      }
      count++;
    }
    for (int measure = 0; measure < SUMS; measure++) {
      means[measure] = Arrays.copyOf(means[measure], count);
    }
    return means;
  }
}
