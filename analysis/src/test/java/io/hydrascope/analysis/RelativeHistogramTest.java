package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelativeHistogramTest {

  @Test
  void upperQuantileAndMean_anyValues_areWithinTheStatedError() {
    Random random = new Random(1);
    for (int repeat = 0; repeat < 200; repeat++) {
      double spread = Math.exp(3 * random.nextGaussian());
      double centre = random.nextGaussian();
      double[] values =
          random
              .doubles(1 + random.nextInt(300))
              .map(u -> spread * (Math.log(u) + centre))
              .toArray();
      RelativeHistogram histogram = histogram(values);
      Arrays.sort(values);
      int beyond = values.length / 20;
      assertNear(histogram.upperQuantile(0.05), values[values.length - 1 - beyond], 0);
      double wanted = values.length / 20.0;
      double sum = values[values.length - 1 - beyond] * (wanted - beyond);
      double size = Math.abs(sum);
      for (int i = values.length - beyond; i < values.length; i++) {
        sum += values[i];
        size += Math.abs(values[i]);
      }
      assertNear(histogram.upperMean(0.05), sum / wanted, size / wanted);
    }
  }

  private static void assertNear(@Nullable Double found, double exact, double size) {
    double error = RelativeHistogram.RELATIVE_ERROR * Math.max(Math.abs(exact), size);
    assertThat(Objects.requireNonNull(found))
        .isCloseTo(exact, within(Math.max(error, RelativeHistogram.ABSOLUTE_ERROR) * 1.000001));
  }

  @Test
  void plus_anySplitAndOrder_givesTheSameHistogram() {
    Random random = new Random(2);
    double[] values = random.doubles(500).map(u -> Math.tan(3 * (u - 0.5))).toArray();
    RelativeHistogram whole = histogram(values);
    RelativeHistogram first = RelativeHistogram.empty();
    RelativeHistogram second = RelativeHistogram.empty();
    for (int i = values.length - 1; i >= 0; i--) {
      RelativeHistogram one = histogram(values[i]);
      if (random.nextBoolean()) {
        first = first.plus(one);
      } else {
        second = second.plus(one);
      }
    }
    assertThat(first.plus(second)).usingRecursiveComparison().isEqualTo(whole);
  }

  @Test
  void upperQuantile_weights_countAsThatManyValues() {
    RelativeHistogram weighted = weighing(5, 20).plus(weighing(1, 80));
    RelativeHistogram counted = RelativeHistogram.empty();
    for (int i = 0; i < 100; i++) {
      counted = counted.plus(histogram(i < 20 ? 5 : 1));
    }
    assertThat(weighted).usingRecursiveComparison().isEqualTo(counted);
    assertThat(weighted.upperQuantile(0.05)).isCloseTo(5, within(0.05));
    assertThat(weighted.upperQuantile(0.25)).isCloseTo(1, within(0.01));
  }

  @Test
  void bucket_valuesAroundZero_shareOne() {
    assertThat(RelativeHistogram.bucket(-1e-4)).isZero();
    assertThat(RelativeHistogram.bucket(0)).isZero();
    assertThat(RelativeHistogram.bucket(Double.MAX_VALUE)).isGreaterThan(1_000);
    assertThat(RelativeHistogram.empty().upperQuantile(0.05)).isNull();
    assertThat(RelativeHistogram.empty().upperMean(0.05)).isNull();
  }

  private static RelativeHistogram weighing(double value, double weight) {
    return new RelativeHistogram(
        new int[] {RelativeHistogram.bucket(value)}, new double[] {weight});
  }

  /** Counted in two parts, so that the counts grow to both sides. */
  private static RelativeHistogram histogram(double... values) {
    BucketCounts counts = new BucketCounts();
    int half = (values.length + 1) / 2;
    counts.add(buckets(Arrays.copyOf(values, half)));
    if (half < values.length) {
      counts.add(buckets(Arrays.copyOfRange(values, half, values.length)));
    }
    return counts.histogram();
  }

  private static int[] buckets(double... values) {
    return Arrays.stream(values).mapToInt(RelativeHistogram::bucket).sorted().toArray();
  }
}
