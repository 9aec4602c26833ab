package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CappedProportionsTest {
  private static final Offset<Double> ROUNDING = within(1e-9);

  @Test
  void of_heavyAndLightWeights_capsOneAndFloorsTheOther() {
    double[] probabilities = CappedProportions.of(new double[] {100, 2, 1, 0}, 2, 0.1);
    assertThat(probabilities[0]).isEqualTo(1);
    assertThat(probabilities[1]).isCloseTo(0.6, ROUNDING);
    assertThat(probabilities[2]).isCloseTo(0.3, ROUNDING);
    assertThat(probabilities[3]).isEqualTo(0.1);
  }

  @Test
  void of_allWeightsZero_isUniform() {
    assertThat(CappedProportions.of(new double[4], 1, 0.01)).containsOnly(0.25);
  }

  @Test
  void of_randomWeights_sumsToSizeWithinFloorAndOneInProportion() {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      double[] weights = random.doubles(30).map(u -> Math.exp(12 * (u - 0.5))).toArray();
      int size = 3 + random.nextInt(27);
      double[] probabilities = CappedProportions.of(weights, size, 0.05);
      assertThat(Arrays.stream(probabilities).sum()).isCloseTo(size, ROUNDING);
      assertThat(Arrays.stream(probabilities)).allSatisfy(p -> assertThat(p).isBetween(0.05, 1.0));
      double[] lambdas = new double[30];
      for (int item = 0; item < 30; item++) {
        boolean free = probabilities[item] > 0.05 && probabilities[item] < 1;
        lambdas[item] = free ? probabilities[item] / weights[item] : Double.NaN;
      }
      double[] free = Arrays.stream(lambdas).filter(Double::isFinite).toArray();
      assertThat(Arrays.stream(free))
          .allSatisfy(lambda -> assertThat(lambda / free[0]).isCloseTo(1, ROUNDING));
    }
  }

  @Test
  void of_sizeOnlyTheWeightlessCanFill_sharesIt() {
    double[] probabilities = CappedProportions.of(new double[] {1, 0, 0}, 2, 0.01);
    assertThat(probabilities[0]).isEqualTo(1);
    assertThat(probabilities[1]).isCloseTo(0.5, within(1e-6));
    assertThat(probabilities[2]).isCloseTo(0.5, within(1e-6));
  }
}
