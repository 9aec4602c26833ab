package io.hydrascope.analysis.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutRepairTest {
  private static void add(HeldOutRepair repair, double directEffect, double selfRepair) {
    repair.add(List.of(new double[] {directEffect, selfRepair}));
  }

  @Test
  void of_clearDirectEffect_isARatioOfSums() {
    HeldOutRepair repair = HeldOutRepair.start(1);
    add(repair, 1.0, 0.1);
    add(repair, 3.0, 2.5);
    add(repair, 2.0, 0.4);
    assertThat(repair.of(0)).isEmpty();
    for (int i = 0; i < 3; i++) {
      add(repair, 2.0, 0.5);
    }
    assertThat(repair.of(0).orElseThrow()).isCloseTo(4.5 / 12, within(1e-12));
    assertThat(HeldOutRepair.of(repair.state()).of(0)).isEqualTo(repair.of(0));
  }

  @Test
  void of_directEffectAroundZero_isUndefined() {
    HeldOutRepair repair = HeldOutRepair.start(1);
    for (int i = 0; i < 20; i++) {
      add(repair, i % 2 == 0 ? 1 : -0.9, 0.5);
    }
    assertThat(repair.of(0)).isEmpty();
  }

  @Test
  void of_oneUnit_isUndefined() {
    HeldOutRepair repair = HeldOutRepair.start(1);
    repair.add(List.of(new double[] {1, 1}, new double[] {1.1, 1}, new double[] {0.9, 1}));
    assertThat(repair.of(0)).isEmpty();
  }

  @Test
  void of_promptNotFinite_isLeftOut() {
    HeldOutRepair repair = HeldOutRepair.start(2);
    HeldOutRepair without = HeldOutRepair.start(2);
    for (int i = 0; i < 10; i++) {
      double[] sums = {2 + 0.1 * i, 1, 3 - 0.1 * i, 0.5};
      without.add(List.of(sums));
      repair.add(List.of(sums, new double[] {1, 1, Double.NaN, 1}));
      repair.add(List.of(new double[] {1, 1, 1, Double.POSITIVE_INFINITY}));
    }
    assertThat(repair.state()).containsExactly(without.state());
  }
}
