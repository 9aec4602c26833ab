package io.hydrascope.benchmarks.chaos;

/** When rows became visible after the fault. */
final class Visible {
  private static final double NANOS_PER_SECOND = 1e9;

  private long rows;
  private long faultNanos;
  private long lastGrowthNanos;
  private long longestPauseNanos;
  private long pauseEndNanos;

  void fault(long nowNanos) {
    faultNanos = nowNanos;
    lastGrowthNanos = nowNanos;
    longestPauseNanos = 0;
    pauseEndNanos = nowNanos;
  }

  void seen(long rowsNow, long nowNanos) {
    if (rowsNow > rows) {
      rows = rowsNow;
      if (nowNanos - lastGrowthNanos > longestPauseNanos) {
        longestPauseNanos = nowNanos - lastGrowthNanos;
        pauseEndNanos = nowNanos;
      }
      lastGrowthNanos = nowNanos;
    }
  }

  /** From the fault to the end of the longest time in which no new row became visible. */
  double flowsSeconds() {
    return (pauseEndNanos - faultNanos) / NANOS_PER_SECOND;
  }

  /** From the fault to the last row. */
  double completeSeconds() {
    return (lastGrowthNanos - faultNanos) / NANOS_PER_SECOND;
  }
}
