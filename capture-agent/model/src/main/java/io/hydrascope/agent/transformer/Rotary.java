package io.hydrascope.agent.transformer;

import java.util.Arrays;

/**
 * Positions as turns of pairs of a head's first {@code 2·pairs} values; the rest stays. Equal by
 * content: layers that turn alike share one table.
 *
 * @param frequencies radians a position // [pair]
 * @param interleaved whether a pair lies side by side (GPT-J) or half the rotated width apart
 * @param amplitude factor on sine and cosine, 1 except with yarn
 */
public record Rotary(float[] frequencies, boolean interleaved, float amplitude) {

  /** How many of a head's values turn. */
  public int width() {
    return 2 * frequencies.length;
  }

  /** The same turns of pairs that lie side by side. */
  public Rotary sideBySide() {
    return new Rotary(frequencies, true, amplitude);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rotary that
        && Arrays.equals(frequencies, that.frequencies)
        && interleaved == that.interleaved
        && Float.compare(amplitude, that.amplitude) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(frequencies) + Boolean.hashCode(interleaved))
        + Float.hashCode(amplitude);
  }
}
