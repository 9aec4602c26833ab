package io.hydrascope.agent.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Slopes;
import org.junit.jupiter.api.Test;

/** The graph has one rotation and one mask for each distinct key. */
class EqualByContentTest {

  @Test
  void rotary_sameNumbersInAnotherArray_isEqual() {
    Rotary rotary = new Rotary(new float[] {1, 0.1f}, false, 1);

    assertThat(new Rotary(new float[] {1, 0.1f}, false, 1))
        .isEqualTo(rotary)
        .hasSameHashCodeAs(rotary);
    assertThat(new Rotary(new float[] {1, 0.2f}, false, 1)).isNotEqualTo(rotary);
    assertThat(new Rotary(new float[] {1, 0.1f}, true, 1)).isNotEqualTo(rotary);
    assertThat(new Rotary(new float[] {1, 0.1f}, false, 1.1f)).isNotEqualTo(rotary);
  }

  @Test
  void slopes_sameNumbersInAnotherArray_areEqual() {
    Slopes slopes = new Slopes(new float[] {0.5f, 0.25f});

    assertThat(new Slopes(new float[] {0.5f, 0.25f})).isEqualTo(slopes).hasSameHashCodeAs(slopes);
    assertThat(new Slopes(new float[] {0.5f, 0.125f})).isNotEqualTo(slopes);
  }

  /** Four slopes of 2⁻², 2⁻⁴, …; two of the finer series 2⁻¹, 2⁻³. */
  @Test
  void geometric_headsNoPowerOfTwo_takesEveryOtherSlopeOfTwiceAsMany() {
    assertThat(Slopes.geometric(6).values())
        .containsExactly(0.25f, 0.0625f, 0.015625f, 0.00390625f, 0.5f, 0.125f);
  }
}
