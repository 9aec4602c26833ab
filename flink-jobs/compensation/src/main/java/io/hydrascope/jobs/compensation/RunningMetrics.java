package io.hydrascope.jobs.compensation;

import io.hydrascope.schemas.rows.MetricsKey;

/**
 * A key's state.
 *
 * @param moments as {@link io.hydrascope.analysis.ClusteredMoments#state()} lays them out
 * @param emittedAtMicros of the last row, 0 before the first
 * @param waiting whether a row is due that has not been emitted
 */
public record RunningMetrics(
    MetricsKey key, double[] moments, long emittedAtMicros, boolean waiting) {

  RunningMetrics withWaiting() {
    return new RunningMetrics(key, moments, emittedAtMicros, true);
  }

  RunningMetrics emitted(long atMicros) {
    return new RunningMetrics(key, moments, atMicros, false);
  }
}
