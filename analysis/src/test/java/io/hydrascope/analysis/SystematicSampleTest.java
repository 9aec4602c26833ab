package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SystematicSampleTest {
  private static final double[] PROBABILITIES = {0.05, 1, 0.3, 0.65, 0.9, 0.1};

  @Test
  void draw_sumThree_picksThreeAndTheCertainOne() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      boolean[] picked = SystematicSample.draw(PROBABILITIES, random);
      assertThat(count(picked)).isEqualTo(3);
      assertThat(picked[1]).isTrue();
    }
  }

  @Test
  void draw_manyTimes_picksEachWithItsProbability() {
    int draws = 40_000;
    int[] picks = new int[PROBABILITIES.length];
    Random random = new Random(2);
    for (int i = 0; i < draws; i++) {
      boolean[] picked = SystematicSample.draw(PROBABILITIES, random);
      for (int item = 0; item < picks.length; item++) {
        picks[item] += picked[item] ? 1 : 0;
      }
    }
    for (int item = 0; item < picks.length; item++) {
      double p = PROBABILITIES[item];
      double error = Math.sqrt(p * (1 - p) / draws);
      assertThat(Math.abs(picks[item] / (double) draws - p)).isLessThanOrEqualTo(4 * error);
    }
  }

  @Test
  void draw_roundedThirds_picksOne() {
    Random random = new Random(3);
    double third = 1.0 / 3;
    for (int i = 0; i < 1_000; i++) {
      assertThat(count(SystematicSample.draw(new double[] {third, third, third}, random)))
          .isEqualTo(1);
    }
  }

  @Test
  void draw_allCertain_picksAll() {
    assertThat(SystematicSample.draw(new double[] {1, 1}, new Random(4)))
        .containsExactly(true, true);
  }

  private static int count(boolean[] picked) {
    int count = 0;
    for (boolean one : picked) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
