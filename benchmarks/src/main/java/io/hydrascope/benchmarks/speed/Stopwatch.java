package io.hydrascope.benchmarks.speed;

import java.util.Arrays;

/** Times of one side of a comparison, seconds. */
final class Stopwatch {
  private double[] seconds = new double[0];

  void time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    seconds = Arrays.copyOf(seconds, seconds.length + 1);
    seconds[seconds.length - 1] = (System.nanoTime() - start) / 1e9;
  }

  double[] seconds() {
    return seconds.clone();
  }

  double median() {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
