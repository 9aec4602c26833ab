package io.hydrascope.agent.family;

/**
 * Positions as turns of pairs of a head's first {@code 2·pairs} values; the rest stays.
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
}
