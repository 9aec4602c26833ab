package io.hydrascope.benchmarks.flow;

import java.util.Arrays;

/**
 * From the moment when a capture is ready until all its rows can be queried.
 *
 * @param rowsASecond that were published
 * @param captures that were measured
 */
record Latency(
    double rowsASecond, int captures, double p50Seconds, double p99Seconds, double maxSeconds) {

  static Latency of(double rowsASecond, double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return new Latency(
        rowsASecond,
        sorted.length,
        sorted[sorted.length / 2],
        sorted[(int) (sorted.length * 0.99)],
        sorted[sorted.length - 1]);
  }
}
