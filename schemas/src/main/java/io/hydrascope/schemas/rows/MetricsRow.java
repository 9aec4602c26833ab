package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.Measure;

/**
 * One key's metrics so far; a later row of the same key replaces it.
 *
 * @param updatedAtMicros orders the rows of a key: the newest wins; microseconds since 1970 UTC
 * @param n rows, donors averaged
 * @param prompts clusters behind the intervals
 * @param means one a {@link Measure}, intervals clustered by prompt
 * @param variances over rows, n − 1; NaN while n &lt; 2 // [measure]
 * @param compensatoryOnDirect the line of compensatory_effect on direct_effect
 * @param totalOnDirect the line of total_effect on direct_effect
 * @param logprobDrop within the error of its histogram
 * @param importanceGap mean of contribution − total_effect
 * @param synergy mean of total_effect(set) − Σ total_effect(members); undefined but for sets whose
 *     members were asked in every one of their captures
 */
public record MetricsRow(
    MetricsKey key,
    long updatedAtMicros,
    long n,
    long prompts,
    Estimate[] means,
    double[] variances,
    RepairEstimates repair,
    LineEstimate compensatoryOnDirect,
    LineEstimate totalOnDirect,
    TailEstimates logprobDrop,
    Estimate flipRate,
    Estimate importanceGap,
    Estimate synergy) {

  public Estimate mean(Measure measure) {
    return means[measure.ordinal()];
  }
}
