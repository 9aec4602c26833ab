package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.RepairEstimates;
import io.hydrascope.schemas.rows.TailEstimates;

/** Turns what is kept of a key into its metrics. */
record MetricsRows(
    ClusteredMoments moments,
    ClusteredLines lines,
    ClusteredSynergy synergy,
    HalfFractions halves,
    RelativeHistogram drops) {
  private static final double TAIL = 0.05;

  MetricsRow row(MetricsKey key, long updatedAtMicros) {
    ClusteredEstimates estimates = new ClusteredEstimates(moments);
    Estimate[] means = new Estimate[Measure.COUNT];
    double[] variances = new double[Measure.COUNT];
    for (Measure measure : Measure.ALL) {
      means[measure.ordinal()] = estimates.mean(PromptCombination.of(measure));
      variances[measure.ordinal()] = moments.variance(measure);
    }
    return new MetricsRow(
        key,
        updatedAtMicros,
        moments.rows(),
        moments.prompts(),
        means,
        variances,
        repair(estimates),
        lines.compensatoryOnDirect(estimates.t()),
        lines.totalOnDirect(estimates.t()),
        new TailEstimates(drops.upperQuantile(TAIL), drops.upperMean(TAIL)),
        estimates.proportion(PromptCombination.flips()),
        estimates.mean(PromptCombination.difference(Measure.CONTRIBUTION, Measure.TOTAL_EFFECT)),
        synergy.prompts() == moments.prompts() ? synergy.mean(estimates.t()) : Estimate.UNDEFINED);
  }

  private RepairEstimates repair(ClusteredEstimates estimates) {
    PromptCombination direct = PromptCombination.of(Measure.DIRECT_EFFECT);
    Estimate fraction = estimates.ratio(PromptCombination.of(Measure.SELF_REPAIR), direct);
    boolean isDefined = fraction.value() != null;
    return new RepairEstimates(
        fraction,
        estimates.ratio(PromptCombination.of(Measure.HEADS_RESPONSE), direct),
        estimates.ratio(PromptCombination.of(Measure.MLPS_RESPONSE), direct),
        estimates.ratio(PromptCombination.of(Measure.OTHER_RESPONSE), direct),
        estimates.ratio(PromptCombination.of(Measure.NORM_TERM), direct),
        estimates.ratio(
            PromptCombination.of(Measure.ERASURE_RESPONSE),
            PromptCombination.of(Measure.POSITIVE_RESPONSE)),
        isDefined ? halves.even() : null,
        isDefined ? halves.odd() : null);
  }
}
