package io.hydrascope.agent.transformer;

import java.util.Arrays;

/**
 * How much higher a key scores than the one before it (ALiBi). Equal by content: layers with the
 * same slopes share one mask.
 *
 * @param values of each head // [head]
 */
public record Slopes(float[] values) {

  /**
   * Geometric over a power of two of heads; the heads beyond it take every other slope of twice as
   * many.
   */
  public static Slopes geometric(int heads) {
    int even = Integer.highestOneBit(heads);
    double base = Math.pow(2, -8.0 / even);
    double finer = Math.pow(2, -4.0 / even);
    float[] values = new float[heads];
    for (int head = 0; head < heads; head++) {
      values[head] =
          (float) (head < even ? Math.pow(base, head + 1) : Math.pow(finer, 2 * (head - even) + 1));
    }
    return new Slopes(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slopes that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
