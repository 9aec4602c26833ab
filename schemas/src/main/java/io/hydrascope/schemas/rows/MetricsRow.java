package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.Measure;

/**
 * One key's metrics so far; a later row of the same key replaces it.
 *
 * @param updatedAtMicros orders the rows of a key: the newest wins; microseconds since 1970 UTC
 * @param n rows
 * @param prompts clusters behind the intervals
 * @param means one a {@link Measure}, intervals clustered by prompt
 * @param variances over rows, n − 1; NaN while n &lt; 2 // [measure]
 * @param repairFraction Σ self_repair / Σ direct_effect with Fieller's interval
 */
public record MetricsRow(
    MetricsKey key,
    long updatedAtMicros,
    long n,
    long prompts,
    Estimate[] means,
    double[] variances,
    Estimate flipRate,
    Estimate repairFraction,
    Estimate repairFromHeads,
    Estimate repairFromMlps,
    Estimate repairFromOther,
    Estimate repairFromNorm,
    Estimate erasureShare,
    Estimate importanceGap) {

  public Estimate mean(Measure measure) {
    return means[measure.ordinal()];
  }
}
