package io.hydrascope.benchmarks.chaos;

/** When rows became visible: the longest standstill since the fault. */
final class Visible {
  private static final double NANOS_PER_SECOND = 1e9;

  private long rows;
  private long faultNanos;
  private long lastGrowthNanos;
  private long longestNanos;

  /** From here on standstills count. */
  void fault(long nowNanos) {
    faultNanos = nowNanos;
    lastGrowthNanos = nowNanos;
  }

  void seen(long rowsNow, long nowNanos) {
    if (rowsNow > rows) {
      rows = rowsNow;
      longestNanos = Math.max(longestNanos, nowNanos - lastGrowthNanos);
      lastGrowthNanos = nowNanos;
    }
  }

  double longestStandstillSeconds() {
    return longestNanos / NANOS_PER_SECOND;
  }

  double sinceFaultSeconds() {
    return (lastGrowthNanos - faultNanos) / NANOS_PER_SECOND;
  }
}
