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
  void logE_identicalRevisions_staysExactlyZero() {
    EProcess process = EProcess.start(DELTA);
    for (int i = 0; i < 100; i++) {
      process.add(0);
      assertThat(process.logE()).isEqualTo(0);
    }
    assertThat(process.interval(0.05).low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(process.n()).isEqualTo(100);
  }

  @Test
  void interval_fewPrompts_hasNoEnds() {
    EProcess process = EProcess.start(DELTA);
    for (double x : new double[] {0.1, 0.3, 0.2, 0.4}) {
      process.add(x);
    }
    assertThat(process.interval(0.05).low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(process.interval(0.05).high()).isEqualTo(Double.POSITIVE_INFINITY);
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
          new SymmetricMixture(state[3], state[4], state[5], state[6], state[7]);
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
