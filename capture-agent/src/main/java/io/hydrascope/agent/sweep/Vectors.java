package io.hydrascope.agent.sweep;

/** Stretches of flat arrays as vectors. */
final class Vectors {
  private Vectors() {}

  /** In double, whatever the values' type. */
  static double dot(float[] left, int from, float[] right, int with, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (double) left[from + i] * right[with + i];
    }
    return sum;
  }

  static float[] sum(float[] left, float[] right) {
    float[] sum = left.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += right[i];
    }
    return sum;
  }
}
