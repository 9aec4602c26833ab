package io.hydrascope.analysis;

import static io.hydrascope.analysis.TestingPrompts.KEY;
import static io.hydrascope.analysis.TestingPrompts.account;
import static io.hydrascope.analysis.TestingPrompts.drawn;
import static io.hydrascope.analysis.TestingPrompts.row;
import static io.hydrascope.analysis.TestingPrompts.sums;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.LineEstimate;
import io.hydrascope.schemas.rows.MetricsRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentAccountTest {
  private static final Offset<Double> ROUNDING = within(1e-9);
  private static final double T_39 = 2.0226909200367604;

  @Test
  void ratio_knownNumbers_hasFiellersEnds() {
    // x = 8, 9, 10, 11, 12 and y = 4, 5, 4, 6, 6: solved by hand with t(4) = 2.7764451.
    double[] x = {8, 9, 10, 11, 12};
    double[] y = {4, 5, 4, 6, 6};
    ComponentAccount account = ComponentAccount.empty();
    for (int i = 0; i < x.length; i++) {
      double[] row = new double[Measure.COUNT + 1];
      row[Measure.DIRECT_EFFECT.ordinal()] = x[i];
      row[Measure.SELF_REPAIR.ordinal()] = y[i];
      account.add(sums(new double[][] {row}));
    }
    Estimate fraction = account.toRow(KEY, 0).repair().fraction();
    assertThat(fraction.value()).isCloseTo(0.5, ROUNDING);
    assertThat(fraction.low()).isCloseTo(0.42245481, within(1e-7));
    assertThat(fraction.high()).isCloseTo(0.57754519, within(1e-7));
  }

  @Test
  void ratio_denominatorAroundZero_isUndefined() {
    Random random = new Random(3);
    ComponentAccount account = ComponentAccount.empty();
    for (int i = 0; i < 50; i++) {
      double[] row = row(random, 0);
      row[Measure.DIRECT_EFFECT.ordinal()] = i % 2 == 0 ? 1 : -1;
      account.add(sums(new double[][] {row}));
    }
    MetricsRow row = account.toRow(KEY, 0);
    assertThat(row.repair().fraction()).isEqualTo(Estimate.UNDEFINED);
    assertThat(row.repair().erasureShare().value()).isNotNull();
  }

  @Test
  void toRow_onePrompt_hasMeansWithoutIntervals() {
    MetricsRow row = account(drawn(new Random(4), 1)).toRow(KEY, 0);
    assertThat(row.mean(Measure.KL).value()).isNotNull();
    assertThat(row.mean(Measure.KL).low()).isNull();
    assertThat(row.repair().fraction()).isEqualTo(Estimate.UNDEFINED);
  }

  @Test
  void toRow_lineFarFromZero_keepsItsDigits() {
    List<double[][]> prompts = drawn(new Random(9), 40);
    MetricsRow near = account(prompts).toRow(KEY, 5);
    for (double[][] prompt : prompts) {
      for (double[] row : prompt) {
        row[Measure.DIRECT_EFFECT.ordinal()] += 1e6;
        row[Measure.TOTAL_EFFECT.ordinal()] -= 1e6;
      }
    }
    LineEstimate far = account(prompts).toRow(KEY, 5).totalOnDirect();
    assertThat(far.slope().value())
        .isCloseTo(Objects.requireNonNull(near.totalOnDirect().slope().value()), within(1e-8));
    assertThat(far.slope().low())
        .isCloseTo(Objects.requireNonNull(near.totalOnDirect().slope().low()), within(1e-8));
  }

  @Test
  void toRow_directEffectOfAnEdge_hasNoLineAndNoFraction() {
    ComponentAccount account = ComponentAccount.empty();
    Random random = new Random(10);
    for (int i = 0; i < 20; i++) {
      double[] row = row(random, 0);
      row[Measure.DIRECT_EFFECT.ordinal()] = 0;
      account.add(sums(new double[][] {row}));
    }
    MetricsRow row = account.toRow(KEY, 0);
    assertThat(row.compensatoryOnDirect()).isEqualTo(LineEstimate.UNDEFINED);
    assertThat(row.repair().fraction()).isEqualTo(Estimate.UNDEFINED);
    assertThat(row.repair().evenHalf()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 60})
  void merge_anySplitAndOrder_givesTheSameRow(int count) {
    Random random = new Random(count);
    for (int repeat = 0; repeat < 20; repeat++) {
      List<double[][]> prompts = new ArrayList<>(drawn(random, count));
      MetricsRow expected = account(prompts).toRow(KEY, 5);
      Collections.shuffle(prompts, random);
      List<ComponentAccount> parts = new ArrayList<>();
      for (int part = 0; part < 5; part++) {
        parts.add(ComponentAccount.empty());
      }
      prompts.forEach(prompt -> parts.get(random.nextInt(5)).add(sums(prompt)));
      Collections.shuffle(parts, random);
      ComponentAccount merged = ComponentAccount.empty();
      parts.forEach(merged::merge);
      assertThat(merged.toRow(KEY, 5))
          .usingRecursiveComparison()
          .withEqualsForType(TestingPrompts::isNear, Double.class)
          .ignoringFields("variances")
          .isEqualTo(expected);
      assertThat(merged.toRow(KEY, 5).variances()).containsExactly(expected.variances(), ROUNDING);
      assertThat(merged.toRow(KEY, 5).logprobDrop()).isEqualTo(expected.logprobDrop());
    }
  }

  @Test
  void toRow_farFromZero_keepsItsDigits() {
    ComponentAccount account = ComponentAccount.empty();
    Random random = new Random(6);
    for (int i = 0; i < 1_000; i++) {
      account.add(sums(new double[][] {row(random, 1e8)}));
    }
    assertThat(account.toRow(KEY, 0).variances()[0]).isBetween(0.8, 1.2);
  }

  @Test
  void intervals_manyExperiments_coverAsOftenAsTheySay() {
    Random random = new Random(7);
    int experiments = 400;
    int means = 0;
    int fractions = 0;
    for (int i = 0; i < experiments; i++) {
      MetricsRow row = account(drawn(random, 30)).toRow(KEY, 0);
      means += covers(row.mean(Measure.DIRECT_EFFECT), 2) ? 1 : 0;
      fractions += covers(row.repair().fraction(), 0.5) ? 1 : 0;
    }
    assertThat(means).isBetween((int) (0.92 * experiments), (int) (0.985 * experiments));
    assertThat(fractions).isBetween((int) (0.92 * experiments), (int) (0.985 * experiments));
  }

  private static boolean covers(Estimate estimate, double truth) {
    return Objects.requireNonNull(estimate.low()) <= truth
        && truth <= Objects.requireNonNull(estimate.high());
  }

  @Test
  void toRow_noRowFlips_isStillUncertain() {
    List<double[][]> prompts = drawn(new Random(12), 40);
    prompts.forEach(prompt -> Arrays.stream(prompt).forEach(row -> row[Measure.COUNT] = 0));
    Estimate none = account(prompts).toRow(KEY, 0).flipRate();
    assertThat(none.value()).isZero();
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(T_39 * T_39 / (40 + T_39 * T_39), ROUNDING);
  }
}
