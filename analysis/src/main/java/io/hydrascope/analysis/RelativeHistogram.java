package io.hydrascope.analysis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts of values in buckets whose width is in proportion to the value: a mergeable quantile
 * sketch whose numbers depend neither on order nor on how values were split (DDSketch: Masson, Rim
 * and Lee 2019). A quantile is off by at most {@value #RELATIVE_ERROR} of itself or {@value
 * #ABSOLUTE_ERROR}, whichever is more; so is the mean of a tail, on average over its values.
 *
 * <pre>
 * bucket 0            |x| ≤ 1e-4
 * bucket ±i, i ≥ 1    1e-4 γ^(i − 1) &lt; ±x ≤ 1e-4 γ^i,  γ = (1 + 0.01) / (1 − 0.01)
 * </pre>
 *
 * @param buckets ascending, only those that hold something
 * @param weights of each; a row that was drawn with probability p weighs 1/p // [bucket]
 */
public record RelativeHistogram(int[] buckets, double[] weights) {
  static final double RELATIVE_ERROR = 0.01;
  static final double ABSOLUTE_ERROR = 1e-4;

  private static final double GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
  private static final double LOG_GAMMA = Math.log(GAMMA);

  public RelativeHistogram {
    if (buckets.length != weights.length) {
      throw new IllegalArgumentException(
          buckets.length + " buckets with " + weights.length + " weights");
    }
  }

  public static RelativeHistogram empty() {
    return new RelativeHistogram(new int[0], new double[0]);
  }

  /** The bucket of a finite value. */
  static int bucket(double value) {
    double size = Math.abs(value) / ABSOLUTE_ERROR;
    if (size <= 1) {
      return 0;
    }
    int bucket = Math.max(1, (int) Math.ceil(Math.log(size) / LOG_GAMMA));
    return value > 0 ? bucket : -bucket;
  }

  /** The value that is at most the relative error away from every value of the bucket. */
  static double value(int bucket) {
    double size = 2 * ABSOLUTE_ERROR * Math.pow(GAMMA, Math.abs(bucket)) / (1 + GAMMA);
    return Integer.signum(bucket) * size;
  }

  /** With the values of both; neither is changed. */
  RelativeHistogram plus(RelativeHistogram other) {
    int[] all = new int[buckets.length + other.buckets.length];
    double[] sums = new double[all.length];
    int size = 0;
    int own = 0;
    int next = 0;
    while (own < buckets.length || next < other.buckets.length) {
      boolean isOwn =
          next == other.buckets.length
              || (own < buckets.length && buckets[own] <= other.buckets[next]);
      int bucket = isOwn ? buckets[own] : other.buckets[next];
      if (isOwn) {
        sums[size] = weights[own];
        own++;
      }
      if (next < other.buckets.length && other.buckets[next] == bucket) {
        sums[size] += other.weights[next];
        next++;
      }
      all[size] = bucket;
      size++;
    }
    return new RelativeHistogram(Arrays.copyOf(all, size), Arrays.copyOf(sums, size));
  }

  double totalWeight() {
    return Arrays.stream(weights).sum();
  }

  /**
   * The least value with at most {@code part} of the weight above it; null while empty.
   *
   * @param part 0.05 for the 95th percentile
   */
  @Nullable Double upperQuantile(double part) {
    double allowed = part * totalWeight();
    double above = 0;
    for (int i = buckets.length - 1; i >= 0; i--) {
      above += weights[i];
      if (above > allowed) {
        return value(buckets[i]);
      }
    }
    return null;
  }

  /** Mean of the largest {@code part} of the weight; null while empty. */
  @Nullable Double upperMean(double part) {
    double wanted = part * totalWeight();
    double left = wanted;
    double sum = 0;
    for (int i = buckets.length - 1; i >= 0 && left > 0; i--) {
      double taken = Math.min(left, weights[i]);
      sum += taken * value(buckets[i]);
      left -= taken;
    }
    return wanted > 0 ? (Double) (sum / wanted) : null;
  }
}
