package io.hydrascope.analysis;

/** Sums of numbers that are kept as logarithms. */
final class LogSpace {
  private LogSpace() {}

  /** log of the mean of exp(x). */
  static double meanExp(double[] logs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      largest = Math.max(largest, log);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - largest);
    }
    return largest + Math.log(sum / logs.length);
  }
}
