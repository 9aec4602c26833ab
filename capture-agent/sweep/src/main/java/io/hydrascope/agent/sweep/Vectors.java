package io.hydrascope.agent.sweep;

/** Stretches of flat arrays as vectors. */
public final class Vectors {
  private Vectors() {}

  /** In double, whatever the values' type. */
  public static double dot(float[] left, int from, float[] right, int with, int length) {
    // Four sums at once: one would wait for itself at every step.
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      first += (double) left[from + i] * right[with + i];
      second += (double) left[from + i + 1] * right[with + i + 1];
      third += (double) left[from + i + 2] * right[with + i + 2];
      fourth += (double) left[from + i + 3] * right[with + i + 3];
    }
    double sum = first + second + third + fourth;
    for (; i < length; i++) {
      sum += (double) left[from + i] * right[with + i];
    }
    return sum;
  }

  public static float[] sum(float[] left, float[] right) {
    float[] sum = left.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += right[i];
    }
    return sum;
  }
}
