package io.hydrascope.agent.export;

/**
 * What one row replaces.
 *
 * @param unit number of a head, an attention output or an MLP output; of a head z is replaced, of
 *     the others what they add to the residual
 * @param position the one where it is replaced, or {@link #EVERY_POSITION}
 * @param values the same at every position // [width of unit], or each its own // [position, width
 *     of unit]
 */
public record Replacement(int unit, int position, float[] values) {
  public static final int EVERY_POSITION = -1;

  public Replacement {
    if (unit < 0 || position < EVERY_POSITION) {
      throw new IllegalArgumentException(
          "unit=%d, position=%d: units are numbered from 0, positions too"
              .formatted(unit, position));
    }
  }
}
