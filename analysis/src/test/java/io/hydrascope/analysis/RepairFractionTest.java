package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RepairFractionTest {
  @Test
  void value_clearDirectEffect_isARatioOfSums() {
    RepairFraction fraction = new RepairFraction();
    fraction.add(1.0, 0.1);
    fraction.add(3.0, 2.5);
    fraction.add(2.0, 0.4);
    assertThat(fraction.value()).isEmpty();
    for (int i = 0; i < 3; i++) {
      fraction.add(2.0, 0.5);
    }
    assertThat(fraction.value().orElseThrow()).isCloseTo(4.5 / 12, within(1e-12));
  }

  @Test
  void value_directEffectAroundZero_isUndefined() {
    RepairFraction fraction = new RepairFraction();
    for (int i = 0; i < 20; i++) {
      fraction.add(i % 2 == 0 ? 1 : -0.9, 0.5);
    }
    assertThat(fraction.value()).isEmpty();
  }

  @Test
  void value_onePrompt_isUndefined() {
    RepairFraction fraction = new RepairFraction();
    fraction.add(1, 1);
    assertThat(fraction.value()).isEmpty();
  }
}
