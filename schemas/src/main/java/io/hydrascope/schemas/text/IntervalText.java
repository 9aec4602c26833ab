package io.hydrascope.schemas.text;

import org.jspecify.annotations.Nullable;

/** Intervals as people read them. */
public final class IntervalText {
  private IntervalText() {}

  /**
   * {@code [-0.500, 0.250]}; {@code (not bounded yet)} while one of the ends is infinite or not
   * there, as it is after the first few prompts.
   */
  public static String of(@Nullable Double low, @Nullable Double high) {
    return low != null && high != null && Double.isFinite(low) && Double.isFinite(high)
        ? "[%.3f, %.3f]".formatted(low, high)
        : "(not bounded yet)";
  }
}
