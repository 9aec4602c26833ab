package io.hydrascope.benchmarks.chaos;

/** How long after the fault the last row became visible. */
final class Visible {
  private static final double NANOS_PER_SECOND = 1e9;

  private long rows;
  private long faultNanos;
  private long lastGrowthNanos;

  void fault(long nowNanos) {
    faultNanos = nowNanos;
  }

  void seen(long rowsNow, long nowNanos) {
    if (rowsNow > rows) {
      rows = rowsNow;
      lastGrowthNanos = nowNanos;
    }
  }

  double completeSeconds() {
    return (lastGrowthNanos - faultNanos) / NANOS_PER_SECOND;
  }
}
