package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EProcessTest {
  private static final double DELTA = 0.02;
  private static final int SUMS = 4; // where the state keeps them
  private static final int BETS = 9;

  @Test
  void add_independentImplementation_agrees() throws IOException {
    JsonNode cases =
        JsonMapper.builder()
            .build()
            .readTree(EProcessTest.class.getResourceAsStream("e_process_reference.json"));
    assertThat(cases.size()).isGreaterThan(3);
    for (JsonNode each : cases) {
      EProcess process = EProcess.start(each.get("delta").doubleValue());
      each.get("xs").forEach(x -> process.add(x.doubleValue()));
      // The reference takes the least of a grid: it can lie above the true minimum, not below.
      assertThat(process.logESymmetric())
          .isCloseTo(each.get("log_e_symmetric").doubleValue(), within(1e-4));
      assertThat(process.logEBetting())
          .isCloseTo(each.get("log_e_betting").doubleValue(), within(1e-9));
      assertThat(ClippedBets.logEAgainstBeyond(process.state(), BETS))
          .isCloseTo(each.get("log_e_beyond").doubleValue(), within(1e-9));
      assertThat(process.skewness()).isCloseTo(each.get("skewness").doubleValue(), within(1e-9));
      EProcess.Interval interval = process.interval(each.get("alpha").doubleValue());
      assertEnd(interval.low(), each.get("low"), Double.NEGATIVE_INFINITY);
      assertEnd(interval.high(), each.get("high"), Double.POSITIVE_INFINITY);
    }
  }

  private static void assertEnd(double end, JsonNode expected, double infinite) {
    if (expected.isNull()) {
      assertThat(end).isEqualTo(infinite);
    } else {
      assertThat(end).isCloseTo(expected.doubleValue(), within(1e-6));
    }
  }

  @Test
  void logE_identicalRevisions_staysExactlyZeroAndTheIntervalCloses() {
    EProcess process = EProcess.start(DELTA);
    for (int i = 0; i < 100; i++) {
      process.add(0);
      assertThat(process.logE()).isEqualTo(0);
    }
    assertThat(process.n()).isEqualTo(100);
    assertThat(process.isWithinDelta(1e-4)).isTrue();
    assertThat(process.interval(1e-4).low()).isBetween(-DELTA, 0.0);
  }

  @Test
  void logE_sameDifferenceEverywhere_hasNoScaleYet() {
    EProcess process = EProcess.start(DELTA);
    for (int i = 0; i < 30; i++) {
      process.add(0.5);
    }
    assertThat(process.logE()).isEqualTo(0);
    assertThat(process.effect()).isEqualTo(0.5);
    assertThat(process.interval(0.05).high()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void interval_fewPrompts_hasNoEnds() {
    EProcess process = EProcess.start(DELTA);
    for (double x : new double[] {0.1, 0.3, 0.2, 0.4, 0.2, 0.1}) {
      process.add(x);
    }
    assertThat(process.interval(0.05).low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(process.interval(0.05).high()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(process.promptsToDecide(process.interval(0.05))).isZero();
  }

  @Test
  void promptsToDecide_intervalNarrowedWithTheRoot_decides() {
    EProcess process = EProcess.start(DELTA);
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      process.add(0.03 + 0.05 * random.nextGaussian());
    }
    EProcess.Interval interval = process.interval(1e-4);
    long needed = process.promptsToDecide(interval);
    double width = process.effect() - interval.low();
    assertThat(process.effect() - width * Math.sqrt(200.0 / needed)).isGreaterThanOrEqualTo(DELTA);
    assertThat(process.effect() - width * Math.sqrt(200.0 / (needed - 1))).isLessThan(DELTA);
  }

  @Test
  void isWithinDelta_skewedBeyondCalibration_isWithheld() {
    EProcess process = EProcess.start(1);
    for (int i = 0; i < 100; i++) {
      process.add(i % 25 == 24 ? 0.3 : 0.01 * (i % 3));
    }
    assertThat(process.interval(0.01).high()).isLessThan(1);
    assertThat(process.skewness()).isGreaterThan(EProcess.MOST_SKEWNESS);
    assertThat(process.isWithinDelta(0.01)).isFalse();
  }

  @Test
  void merge_promptsOfTwoRuns_areThoseOfOne() {
    Random random = new Random(6);
    EProcess first = EProcess.start(DELTA);
    EProcess second = EProcess.start(DELTA);
    EProcess moments = EProcess.start(DELTA);
    for (int i = 0; i < 70; i++) {
      double x = Math.exp(random.nextGaussian());
      (i < 40 ? first : second).add(x);
      moments.add(x);
    }
    double[] before = first.state().clone();
    first.merge(second);
    assertThat(first.n()).isEqualTo(70);
    assertThat(first.effect()).isCloseTo(moments.effect(), within(1e-12));
    assertThat(first.skewness()).isCloseTo(moments.skewness(), within(1e-10));
    assertThat(first.state()[2]).isCloseTo(moments.state()[2], within(1e-10));
    for (int i = SUMS; i < before.length; i++) {
      assertThat(first.state()[i]).isEqualTo(before[i] + second.state()[i]);
    }
    assertThatThrownBy(() -> first.merge(EProcess.start(1))).hasMessageContaining("delta=1.0");
  }

  @Test
  void reaches_anyThreshold_saysWhatTheEValueSays() {
    Random random = new Random(9);
    int reached = 0;
    int asked = 0;
    for (int repeat = 0; repeat < 300; repeat++) {
      EProcess process = EProcess.start(DELTA);
      double mean = random.nextDouble();
      for (int i = 0; i < 60; i++) {
        process.add(mean + random.nextGaussian());
      }
      double logE = process.logE();
      for (double logThreshold : new double[] {Math.log(20), logE - 1e-3, logE, logE + 1e-3}) {
        assertThat(process.reaches(logThreshold)).isEqualTo(logE >= logThreshold);
        reached += logE >= logThreshold ? 1 : 0;
        asked++;
      }
    }
    assertThat(reached).isBetween(asked / 4, asked * 3 / 4);
  }

  @Test
  void logESymmetric_anyData_isBelowEveryCentreWithinDelta() {
    Random random = new Random(8);
    for (int repeat = 0; repeat < 50; repeat++) {
      double delta = 0.01 + random.nextDouble();
      double centre = random.nextGaussian();
      double spread = Math.exp(random.nextGaussian());
      EProcess process = EProcess.start(delta);
      double[] state = process.state();
      for (int i = 0; i < 5 + repeat; i++) {
        process.add(centre + spread * random.nextGaussian());
      }
      SymmetricMixture mixture =
          new SymmetricMixture(
              state[SUMS], state[SUMS + 1], state[SUMS + 2], state[SUMS + 3], state[SUMS + 4]);
      double least = Double.POSITIVE_INFINITY;
      for (int i = -500; i <= 500; i++) {
        least = Math.min(least, mixture.logE(delta * i / 500));
      }
      assertThat(process.logESymmetric()).isBetween(least - 0.01, least);
    }
  }

  @Test
  void of_stateOfAnother_continuesIt() {
    EProcess whole = EProcess.start(DELTA);
    EProcess first = EProcess.start(DELTA);
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      double x = random.nextGaussian();
      whole.add(x);
      first = EProcess.of(DELTA, first.state().clone());
      first.add(x);
    }
    assertThat(first.state()).containsExactly(whole.state());
    assertThat(first.logE()).isEqualTo(whole.logE());
  }

  @Test
  void add_notFinite_isRefused() {
    EProcess process = EProcess.start(DELTA);
    assertThatThrownBy(() -> process.add(Double.NaN)).hasMessageContaining("x=NaN");
  }
}
