package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ClusteredMomentsTest {
  private static final Offset<Double> ROUNDING = within(1e-9);
  private static final double T_39 = 2.0226909200367604;

  private static final MetricsKey KEY =
      new MetricsKey(
          "m",
          "r",
          AblationUnit.head(0, 1),
          "zero",
          "all_positions",
          "next",
          "",
          "all",
          "all",
          "all");

  @Test
  void toRow_randomPrompts_equalsTwoPassDefinitions() {
    List<double[][]> prompts = prompts(new Random(1), 40);
    MetricsRow row = moments(prompts).toRow(KEY, 5);
    List<double[]> rows = prompts.stream().flatMap(Arrays::stream).toList();
    assertThat(row.n()).isEqualTo(rows.size());
    assertThat(row.prompts()).isEqualTo(40);
    assertThat(row.updatedAtMicros()).isEqualTo(5);
    for (Measure measure : Measure.ALL) {
      int column = measure.ordinal();
      double mean = rows.stream().mapToDouble(r -> r[column]).average().orElseThrow();
      double squares = rows.stream().mapToDouble(r -> Math.pow(r[column] - mean, 2)).sum();
      assertThat(row.variances()[column]).isCloseTo(squares / (rows.size() - 1), ROUNDING);
      assertInterval(row.mean(measure), mean, sandwich(prompts, r -> r[column] - mean));
    }
    double flips = rows.stream().mapToDouble(r -> r[Measure.COUNT]).average().orElseThrow();
    assertInterval(row.flipRate(), flips, sandwich(prompts, r -> r[Measure.COUNT] - flips));
    double gap = rows.stream().mapToDouble(r -> r[0] - r[2]).average().orElseThrow();
    assertInterval(row.importanceGap(), gap, sandwich(prompts, r -> r[0] - r[2] - gap));
  }

  @Test
  void toRow_ratios_solveFiellersEquation() {
    List<double[][]> prompts = prompts(new Random(2), 40);
    MetricsRow row = moments(prompts).toRow(KEY, 5);
    assertFieller(row.repairFraction(), prompts, Measure.SELF_REPAIR, Measure.DIRECT_EFFECT);
    assertFieller(row.repairFromHeads(), prompts, Measure.HEADS_RESPONSE, Measure.DIRECT_EFFECT);
    assertFieller(row.repairFromMlps(), prompts, Measure.MLPS_RESPONSE, Measure.DIRECT_EFFECT);
    assertFieller(row.repairFromOther(), prompts, Measure.OTHER_RESPONSE, Measure.DIRECT_EFFECT);
    assertFieller(row.repairFromNorm(), prompts, Measure.NORM_TERM, Measure.DIRECT_EFFECT);
    assertFieller(row.erasureShare(), prompts, Measure.ERASURE_RESPONSE, Measure.POSITIVE_RESPONSE);
  }

  @Test
  void ratio_knownNumbers_hasFiellersEnds() {
    // x = 8, 9, 10, 11, 12 and y = 4, 5, 4, 6, 6: solved by hand with t(4) = 2.7764451.
    double[] x = {8, 9, 10, 11, 12};
    double[] y = {4, 5, 4, 6, 6};
    ClusteredMoments moments = ClusteredMoments.empty();
    for (int i = 0; i < x.length; i++) {
      double[] row = new double[Measure.COUNT + 1];
      row[Measure.DIRECT_EFFECT.ordinal()] = x[i];
      row[Measure.SELF_REPAIR.ordinal()] = y[i];
      moments.add(sums(new double[][] {row}));
    }
    Estimate fraction = moments.toRow(KEY, 0).repairFraction();
    assertThat(fraction.value()).isCloseTo(0.5, ROUNDING);
    assertThat(fraction.low()).isCloseTo(0.42245481, within(1e-7));
    assertThat(fraction.high()).isCloseTo(0.57754519, within(1e-7));
  }

  @Test
  void ratio_denominatorAroundZero_isUndefined() {
    Random random = new Random(3);
    ClusteredMoments moments = ClusteredMoments.empty();
    for (int i = 0; i < 50; i++) {
      double[] row = row(random, 0);
      row[Measure.DIRECT_EFFECT.ordinal()] = i % 2 == 0 ? 1 : -1;
      moments.add(sums(new double[][] {row}));
    }
    MetricsRow row = moments.toRow(KEY, 0);
    assertThat(row.repairFraction()).isEqualTo(Estimate.UNDEFINED);
    assertThat(row.erasureShare().value()).isNotNull();
  }

  @Test
  void toRow_onePrompt_hasMeansWithoutIntervals() {
    MetricsRow row = moments(prompts(new Random(4), 1)).toRow(KEY, 0);
    assertThat(row.mean(Measure.KL).value()).isNotNull();
    assertThat(row.mean(Measure.KL).low()).isNull();
    assertThat(row.repairFraction()).isEqualTo(Estimate.UNDEFINED);
  }

  @Test
  void merge_anySplitAndOrder_givesTheSameState() {
    Random random = new Random(5);
    List<double[][]> prompts = new ArrayList<>(prompts(random, 60));
    double[] expected = moments(prompts).state();
    for (int repeat = 0; repeat < 20; repeat++) {
      Collections.shuffle(prompts, random);
      List<ClusteredMoments> parts = new ArrayList<>();
      for (int part = 0; part < 5; part++) {
        parts.add(ClusteredMoments.empty());
      }
      prompts.forEach(prompt -> parts.get(random.nextInt(5)).add(sums(prompt)));
      Collections.shuffle(parts, random);
      ClusteredMoments merged = ClusteredMoments.of(parts.get(0).state().clone());
      parts.subList(1, 5).forEach(merged::merge);
      assertThat(merged.state()).containsExactly(expected, within(1e-8));
    }
  }

  @Test
  void toRow_farFromZero_keepsItsDigits() {
    ClusteredMoments moments = ClusteredMoments.empty();
    Random random = new Random(6);
    for (int i = 0; i < 1_000; i++) {
      moments.add(sums(new double[][] {row(random, 1e8)}));
    }
    assertThat(moments.toRow(KEY, 0).variances()[0]).isBetween(0.8, 1.2);
  }

  @Test
  void intervals_manyExperiments_coverAsOftenAsTheySay() {
    Random random = new Random(7);
    int experiments = 400;
    int means = 0;
    int fractions = 0;
    for (int i = 0; i < experiments; i++) {
      MetricsRow row = moments(prompts(random, 30)).toRow(KEY, 0);
      means += covers(row.mean(Measure.DIRECT_EFFECT), 2) ? 1 : 0;
      fractions += covers(row.repairFraction(), 0.5) ? 1 : 0;
    }
    assertThat(means).isBetween((int) (0.92 * experiments), (int) (0.985 * experiments));
    assertThat(fractions).isBetween((int) (0.92 * experiments), (int) (0.985 * experiments));
  }

  private static boolean covers(Estimate estimate, double truth) {
    return Objects.requireNonNull(estimate.low()) <= truth
        && truth <= Objects.requireNonNull(estimate.high());
  }

  private static void assertInterval(Estimate estimate, double value, double standardError) {
    assertThat(estimate.value()).isCloseTo(value, ROUNDING);
    assertThat(estimate.low()).isCloseTo(value - T_39 * standardError, ROUNDING);
    assertThat(estimate.high()).isCloseTo(value + T_39 * standardError, ROUNDING);
  }

  /** Cluster-robust standard error of a mean over rows, from the rows' residuals. */
  private static double sandwich(List<double[][]> prompts, RowFunction residual) {
    double squares = 0;
    long rows = 0;
    for (double[][] prompt : prompts) {
      double sum = 0;
      for (double[] row : prompt) {
        sum += residual.of(row);
        rows++;
      }
      squares += sum * sum;
    }
    double g = prompts.size();
    return Math.sqrt(squares * g / (g - 1)) / rows;
  }

  private interface RowFunction {
    double of(double[] row);
  }

  private static void assertFieller(
      Estimate estimate, List<double[][]> prompts, Measure numerator, Measure denominator) {
    double[] y = prompts.stream().mapToDouble(p -> sum(p, numerator)).toArray();
    double[] x = prompts.stream().mapToDouble(p -> sum(p, denominator)).toArray();
    double ratio = mean(y.length, i -> y[i]) / mean(x.length, i -> x[i]);
    assertThat(estimate.value()).isCloseTo(ratio, ROUNDING);
    double low = Objects.requireNonNull(estimate.low());
    double high = Objects.requireNonNull(estimate.high());
    assertThat(ratio).isBetween(low, high);
    for (double end : new double[] {low, high}) {
      double mean = mean(y.length, i -> y[i] - end * x[i]);
      double variance = mean(y.length, i -> Math.pow(y[i] - end * x[i] - mean, 2)) / (y.length - 1);
      assertThat(mean * mean).isCloseTo(T_39 * T_39 * variance, within(1e-7));
    }
  }

  private static double sum(double[][] prompt, Measure measure) {
    double sum = 0;
    for (double[] row : prompt) {
      sum += row[measure.ordinal()];
    }
    return sum;
  }

  private static double mean(int n, IntToDoubleFunction value) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += value.applyAsDouble(i);
    }
    return sum / n;
  }

  private static ClusteredMoments moments(List<double[][]> prompts) {
    ClusteredMoments moments = ClusteredMoments.empty();
    prompts.forEach(prompt -> moments.add(sums(prompt)));
    return moments;
  }

  /** Prompts of 1 to 6 rows: direct effect around 2, self-repair half of it on average. */
  private static List<double[][]> prompts(Random random, int count) {
    List<double[][]> prompts = new ArrayList<>();
    for (int prompt = 0; prompt < count; prompt++) {
      double[][] rows = new double[1 + random.nextInt(6)][];
      double common = random.nextGaussian();
      for (int row = 0; row < rows.length; row++) {
        rows[row] = row(random, 0);
        double direct = 2 + 0.5 * common + 0.5 * random.nextGaussian();
        rows[row][Measure.DIRECT_EFFECT.ordinal()] = direct;
        rows[row][Measure.SELF_REPAIR.ordinal()] =
            0.5 * direct + 0.3 * common + 0.3 * random.nextGaussian();
        rows[row][Measure.POSITIVE_RESPONSE.ordinal()] = 1 + random.nextDouble();
      }
      prompts.add(rows);
    }
    return prompts;
  }

  private static double[] row(Random random, double offset) {
    double[] row = new double[Measure.COUNT + 1];
    for (int measure = 0; measure < Measure.COUNT; measure++) {
      row[measure] = offset + random.nextGaussian();
    }
    row[Measure.POSITIVE_RESPONSE.ordinal()] = 1 + random.nextDouble();
    row[Measure.COUNT] = random.nextInt(2);
    return row;
  }

  private static PromptSums sums(double[][] rows) {
    double[] sums = new double[PromptSums.SUMS];
    double[] squares = new double[Measure.COUNT];
    for (int i = 0; i < sums.length; i++) {
      int column = i;
      double mean = mean(rows.length, row -> rows[row][column]);
      sums[i] = mean * rows.length;
      if (i < Measure.COUNT) {
        squares[i] = rows.length * mean(rows.length, row -> Math.pow(rows[row][column] - mean, 2));
      }
    }
    return new PromptSums(rows.length, sums, squares);
  }
}
