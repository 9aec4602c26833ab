package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;
import org.jspecify.annotations.Nullable;

/**
 * Repair fractions of two halves of the prompts, for the reliability of the whole: prompts with an
 * even and with an odd CRC-32 of their id.
 *
 * <pre>
 * [0] prompts    [1] Σ self_repair, [2] Σ direct_effect of the even half    [3], [4] of the odd half
 * </pre>
 */
final class HalfFractions {
  static final int LENGTH = 5;

  private final double[] state; // as drawn above

  private HalfFractions(double[] state) {
    this.state = state;
  }

  /** Continues from a state of {@link #LENGTH} numbers, all 0 at first; it is used, not copied. */
  static HalfFractions of(double[] state) {
    if (state.length != LENGTH) {
      throw new IllegalArgumentException("halves of " + state.length + " numbers, not " + LENGTH);
    }
    return new HalfFractions(state);
  }

  double[] state() {
    return state;
  }

  void add(PromptSums prompt) {
    int half = prompt.inOddHalf() ? 3 : 1;
    state[0]++;
    state[half] += prompt.sums()[Measure.SELF_REPAIR.ordinal()];
    state[half + 1] += prompt.sums()[Measure.DIRECT_EFFECT.ordinal()];
  }

  void merge(HalfFractions other) {
    for (int i = 0; i < LENGTH; i++) {
      state[i] += other.state[i];
    }
  }

  @Nullable Double even() {
    return fraction(1);
  }

  @Nullable Double odd() {
    return fraction(3);
  }

  private @Nullable Double fraction(int half) {
    return state[half + 1] == 0 ? null : (Double) (state[half] / state[half + 1]);
  }
}
