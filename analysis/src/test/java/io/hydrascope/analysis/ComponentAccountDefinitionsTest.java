package io.hydrascope.analysis;

import static io.hydrascope.analysis.TestingPrompts.KEY;
import static io.hydrascope.analysis.TestingPrompts.account;
import static io.hydrascope.analysis.TestingPrompts.drawn;
import static io.hydrascope.analysis.TestingPrompts.sums;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.RepairEstimates;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every metric of a row beside its definition, computed from the rows themselves. */
class ComponentAccountDefinitionsTest {
  private static final double ROUNDING = 1e-9;
  private static final double TAIL = 0.05;

  /** Few prompts and many; few are where intervals are wide, have no ends or are undefined. */
  static Stream<List<double[][]>> fewAndMany() {
    return IntStream.range(0, 30)
        .boxed()
        .flatMap(seed -> Stream.of(2, 3, 40).map(n -> drawn(new Random(seed), n)));
  }

  @ParameterizedTest
  @MethodSource("fewAndMany")
  void toRow_moments_equalTwoPassDefinitions(List<double[][]> prompts) {
    MetricsRow row = account(prompts).toRow(KEY, 5);
    List<double[]> rows = prompts.stream().flatMap(Arrays::stream).toList();
    assertThat(row.n()).isEqualTo(rows.size());
    assertThat(row.prompts()).isEqualTo(prompts.size());
    assertThat(row.updatedAtMicros()).isEqualTo(5);
    for (Measure measure : Measure.ALL) {
      int column = measure.ordinal();
      double mean = mean(rows, r -> r[column]);
      double squares = rows.stream().mapToDouble(r -> Math.pow(r[column] - mean, 2)).sum();
      assertThat(row.variances()[column]).isCloseTo(squares / (rows.size() - 1), near(squares));
      assertMean(row.mean(measure), prompts, r -> r[column]);
    }
    assertMean(
        row.importanceGap(),
        prompts,
        r -> r[Measure.CONTRIBUTION.ordinal()] - r[Measure.TOTAL_EFFECT.ordinal()]);
    assertWilson(row.flipRate(), prompts);
    assertTail(row, rows);
  }

  @ParameterizedTest
  @MethodSource("fewAndMany")
  void toRow_ratios_solveFiellersEquationOrAreUndefined(List<double[][]> prompts) {
    RepairEstimates repair = account(prompts).toRow(KEY, 5).repair();
    assertFieller(repair.fraction(), prompts, Measure.SELF_REPAIR, Measure.DIRECT_EFFECT);
    assertFieller(repair.fromHeads(), prompts, Measure.HEADS_RESPONSE, Measure.DIRECT_EFFECT);
    assertFieller(repair.fromMlps(), prompts, Measure.MLPS_RESPONSE, Measure.DIRECT_EFFECT);
    assertFieller(repair.fromOther(), prompts, Measure.OTHER_RESPONSE, Measure.DIRECT_EFFECT);
    assertFieller(repair.fromNorm(), prompts, Measure.NORM_TERM, Measure.DIRECT_EFFECT);
    assertFieller(
        repair.erasureShare(), prompts, Measure.ERASURE_RESPONSE, Measure.POSITIVE_RESPONSE);
  }

  @ParameterizedTest
  @MethodSource("fewAndMany")
  void toRow_lines_equalTwoPassDefinitions(List<double[][]> prompts) {
    MetricsRow row = account(prompts).toRow(KEY, 5);
    TestingLine.assertSame(row.compensatoryOnDirect(), prompts, Measure.COMPENSATORY_EFFECT);
    TestingLine.assertSame(row.totalOnDirect(), prompts, Measure.TOTAL_EFFECT);
  }

  @ParameterizedTest
  @MethodSource("fewAndMany")
  void toRow_synergy_isTheSetsOnly(List<double[][]> prompts) {
    ComponentAccount account = ComponentAccount.empty();
    for (double[][] prompt : prompts) {
      double synergy = Arrays.stream(prompt).mapToDouble(r -> 0.25 + r[0]).sum();
      account.add(sums(prompt).withSynergy(synergy));
    }
    assertMean(account.toRow(KEY, 0).synergy(), prompts, r -> 0.25 + r[0]);
    account.add(sums(prompts.get(0)));
    assertThat(account.toRow(KEY, 0).synergy()).isEqualTo(Estimate.UNDEFINED);
  }

  @ParameterizedTest
  @MethodSource("fewAndMany")
  void toRow_halves_areSumsOverTheirOwnPrompts(List<double[][]> prompts) {
    double[] repaired = new double[2];
    double[] direct = new double[2];
    for (double[][] prompt : prompts) {
      int half = sums(prompt).inOddHalf() ? 1 : 0;
      repaired[half] += sum(prompt, Measure.SELF_REPAIR);
      direct[half] += sum(prompt, Measure.DIRECT_EFFECT);
    }
    RepairEstimates repair = account(prompts).toRow(KEY, 0).repair();
    Double[] halves = {repair.evenHalf(), repair.oddHalf()};
    for (int half = 0; half < halves.length; half++) {
      if (repair.fraction().value() == null || direct[half] == 0) {
        assertThat(halves[half]).isNull();
      } else {
        double fraction = repaired[half] / direct[half];
        assertThat(halves[half]).isCloseTo(fraction, near(fraction));
      }
    }
  }

  /** The mean over rows, and the sandwich of the rows' residuals, prompts as clusters. */
  private static void assertMean(
      Estimate estimate, List<double[][]> prompts, ToDoubleFunction<double[]> value) {
    double mean = mean(prompts.stream().flatMap(Arrays::stream).toList(), value);
    double half = t(prompts) * standardError(prompts, value);
    assertThat(estimate.value()).isCloseTo(mean, near(mean));
    assertThat(estimate.low()).isCloseTo(mean - half, near(half));
    assertThat(estimate.high()).isCloseTo(mean + half, near(half));
  }

  /** The ends are the proportions that are t standard errors away, of so many rows. */
  private static void assertWilson(Estimate estimate, List<double[][]> prompts) {
    ToDoubleFunction<double[]> flip = r -> r[Measure.COUNT];
    List<double[]> all = prompts.stream().flatMap(Arrays::stream).toList();
    double p = mean(all, flip);
    double worth = p * (1 - p) / Math.pow(standardError(prompts, flip), 2);
    double rows = p * (1 - p) > 0 ? Math.min(all.size(), worth) : prompts.size();
    double t = t(prompts);
    assertThat(estimate.value()).isCloseTo(p, near(p));
    for (Double end : new Double[] {estimate.low(), estimate.high()}) {
      double own = Objects.requireNonNull(end);
      assertThat(own).isBetween(-ROUNDING, 1 + ROUNDING);
      assertThat((p - own) * (p - own)).isCloseTo(t * t * own * (1 - own) / rows, near(1));
    }
    assertThat(estimate.low()).isLessThanOrEqualTo(p);
    assertThat(estimate.high()).isGreaterThanOrEqualTo(p);
  }

  /** Of logprob_drop, within what the sketch promises. */
  private static void assertTail(MetricsRow row, List<double[]> rows) {
    double[] drops =
        rows.stream().mapToDouble(r -> -r[Measure.LOGPROB_DROP.ordinal()]).sorted().toArray();
    double worst = TAIL * drops.length;
    double sum = 0;
    double error = 0;
    for (int i = 0; i < worst; i++) {
      double weight = Math.min(1, worst - i);
      sum -= weight * drops[i];
      error += weight * sketchError(drops[i]);
    }
    double quantile = -drops[(int) worst];
    assertThat(row.logprobDrop().p95()).isCloseTo(quantile, within(sketchError(quantile)));
    assertThat(row.logprobDrop().cvar95()).isCloseTo(sum / worst, within(error / worst));
  }

  private static double sketchError(double value) {
    return Math.max(
            RelativeHistogram.RELATIVE_ERROR * Math.abs(value), RelativeHistogram.ABSOLUTE_ERROR)
        + ROUNDING;
  }

  private static void assertFieller(
      Estimate estimate, List<double[][]> prompts, Measure numerator, Measure denominator) {
    double[] y = prompts.stream().mapToDouble(p -> sum(p, numerator)).toArray();
    double[] x = prompts.stream().mapToDouble(p -> sum(p, denominator)).toArray();
    double t = t(prompts);
    if (Math.abs(mean(x)) <= t * Math.sqrt(varianceOfMean(x))) {
      assertThat(estimate).isEqualTo(Estimate.UNDEFINED);
      return;
    }
    double ratio = mean(y) / mean(x);
    assertThat(estimate.value()).isCloseTo(ratio, near(ratio));
    double low = Objects.requireNonNull(estimate.low());
    double high = Objects.requireNonNull(estimate.high());
    assertThat(ratio).isBetween(low, high);
    for (double end : new double[] {low, high}) {
      double[] residual =
          IntStream.range(0, x.length).mapToDouble(i -> y[i] - end * x[i]).toArray();
      double square = Math.pow(mean(residual), 2);
      assertThat(t * t * varianceOfMean(residual)).isCloseTo(square, near(100 * square));
    }
  }

  private static double t(List<double[][]> prompts) {
    return TDistribution.of(prompts.size() - 1).inverseSurvivalProbability(0.025);
  }

  private static double standardError(List<double[][]> prompts, ToDoubleFunction<double[]> value) {
    List<double[]> rows = prompts.stream().flatMap(Arrays::stream).toList();
    double mean = mean(rows, value);
    double squares = 0;
    for (double[][] prompt : prompts) {
      double residual =
          Arrays.stream(prompt).mapToDouble(row -> value.applyAsDouble(row) - mean).sum();
      squares += residual * residual;
    }
    double g = prompts.size();
    return Math.sqrt(squares * g / (g - 1)) / rows.size();
  }

  private static Offset<Double> near(double size) {
    return within(ROUNDING * Math.max(Math.abs(size), 1));
  }

  private static double sum(double[][] prompt, Measure measure) {
    return Arrays.stream(prompt).mapToDouble(row -> row[measure.ordinal()]).sum();
  }

  private static double mean(List<double[]> rows, ToDoubleFunction<double[]> value) {
    return rows.stream().mapToDouble(value).average().orElseThrow();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double varianceOfMean(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> Math.pow(value - mean, 2)).sum();
    return squares / (values.length * (values.length - 1.0));
  }
}
