package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.rows.Estimate;
import java.util.Objects;
import java.util.Random;
import org.apache.commons.statistics.distribution.TDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class InclusionWeightedMeanTest {
  private static final Offset<Double> ROUNDING = within(1e-9);
  private static final double T_39 = 2.0226909200367604;

  @Test
  void estimates_everyPromptMeasured_areThePlainMeanWithStudentsInterval() {
    InclusionWeightedMean mean = new InclusionWeightedMean();
    Random random = new Random(1);
    double[] x = random.doubles(40).map(u -> 5 + u).toArray();
    double sum = 0;
    for (double value : x) {
      mean.add(1, value);
      sum += value;
    }
    double squares = 0;
    for (double value : x) {
      squares += Math.pow(value - sum / 40, 2);
    }
    double half = T_39 * Math.sqrt(squares / 39 / 40);
    assertEstimate(mean.augmented(), sum / 40, half);
    assertEstimate(mean.selfNormalised(), sum / 40, half);
    assertThat(mean.effectivePrompts()).isCloseTo(40, ROUNDING);
  }

  @Test
  void estimates_unequalProbabilities_equalTheFormulas() {
    InclusionWeightedMean mean = new InclusionWeightedMean();
    mean.add(1, 2);
    mean.add(0.5, 5);
    mean.skip(0.25);
    mean.add(0.2, 3);
    // Γ = 2, 2 + 2 (5 − 2) = 8, 3.5, 3.5 + 5 (3 − 3.5) = 1: mean 3.625, Σ(Γ − Γ̄)² = 28.6875
    assertThat(mean.augmented().value()).isCloseTo(3.625, ROUNDING);
    double seen = 28.6875 / 12;
    double implied = (7.0 / 3) * (1 + 2 + 4 + 5) / 16;
    assertThat(mean.variance(7.0 / 3)).isCloseTo(Math.max(seen, implied), ROUNDING);
    assertThat(mean.variance(70)).isCloseTo(70 * 12 / 16.0, ROUNDING);
    // w = 1, 2, 5: Σw = 8, Σwx = 27, Σw² = 30
    double ratio = 27.0 / 8;
    double squares =
        Math.pow(2 - ratio, 2) + 4 * Math.pow(5 - ratio, 2) + 25 * Math.pow(3 - ratio, 2);
    assertThat(mean.effectivePrompts()).isCloseTo(64 / 30.0, ROUNDING);
    assertThat(mean.selfNormalised().value()).isCloseTo(ratio, ROUNDING);
    double t = TDistribution.of(64 / 30.0 - 1).inverseSurvivalProbability(0.025);
    double half = Objects.requireNonNull(mean.selfNormalised().high()) - ratio;
    assertThat(half / Math.sqrt(squares / 64 * 3 / 2)).isCloseTo(t, ROUNDING);
  }

  @Test
  void estimates_lessThanTwoMeasured_haveNoEnds() {
    InclusionWeightedMean mean = new InclusionWeightedMean();
    mean.skip(0.5);
    assertThat(mean.augmented()).isEqualTo(Estimate.UNDEFINED);
    assertThat(mean.selfNormalised()).isEqualTo(Estimate.UNDEFINED);
    mean.add(0.5, 3);
    assertThat(mean.augmented()).isEqualTo(new Estimate(3.0, null, null));
    assertThat(mean.selfNormalised()).isEqualTo(new Estimate(3.0, null, null));
    assertThat(mean.measured()).isEqualTo(1);
    assertThat(mean.prompts()).isEqualTo(2);
  }

  @Test
  void add_probabilityOutsideOrValueNotFinite_isRefused() {
    InclusionWeightedMean mean = new InclusionWeightedMean();
    assertThatThrownBy(() -> mean.skip(0)).hasMessageContaining("probability=0.0");
    assertThatThrownBy(() -> mean.add(1.5, 1)).hasMessageContaining("probability=1.5");
    assertThatThrownBy(() -> mean.add(1, Double.POSITIVE_INFINITY)).hasMessageContaining("x=");
  }

  private static void assertEstimate(Estimate estimate, double value, double half) {
    assertThat(estimate.value()).isCloseTo(value, ROUNDING);
    assertThat(estimate.low()).isCloseTo(value - half, ROUNDING);
    assertThat(estimate.high()).isCloseTo(value + half, ROUNDING);
  }
}
