package io.hydrascope.benchmarks.soak;

import java.util.Collection;

/**
 * Checkpoints of all jobs in a span of time.
 *
 * @param medianWrittenBytes of one checkpoint
 */
record CheckpointTimes(
    int count, double p50Seconds, double p99Seconds, double maxSeconds, long medianWrittenBytes) {

  static CheckpointTimes of(Collection<FlinkLooks.Checkpoint> checkpoints) {
    double[] seconds =
        checkpoints.stream().mapToDouble(each -> each.durationMillis() / 1e3).sorted().toArray();
    double[] bytes =
        checkpoints.stream().mapToDouble(FlinkLooks.Checkpoint::writtenBytes).sorted().toArray();
    return new CheckpointTimes(
        seconds.length,
        quantile(seconds, 0.5),
        quantile(seconds, 0.99),
        quantile(seconds, 1),
        (long) quantile(bytes, 0.5));
  }

  /** Of sorted numbers; NaN of none. */
  private static double quantile(double[] sorted, double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
  }

  @Override
  public String toString() {
    return "%d checkpoints, p50 %.2f s, p99 %.2f s, largest %.2f s, %,d bytes each"
        .formatted(count, p50Seconds, p99Seconds, maxSeconds, medianWrittenBytes);
  }
}
