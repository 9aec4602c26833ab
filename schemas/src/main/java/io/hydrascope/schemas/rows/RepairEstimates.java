package io.hydrascope.schemas.rows;

import org.jspecify.annotations.Nullable;

/**
 * How much of what was lost is repaired, and by whom. All but the share are fractions of Σ
 * direct_effect, and the four parts add to the first.
 *
 * @param fraction Σ self_repair / Σ direct_effect with Fieller's interval
 * @param erasureShare Σ erasure_response / Σ positive_response
 * @param evenHalf the fraction over the prompts whose id has an even CRC-32
 * @param oddHalf the fraction over the others
 */
public record RepairEstimates(
    Estimate fraction,
    Estimate fromHeads,
    Estimate fromMlps,
    Estimate fromOther,
    Estimate fromNorm,
    Estimate erasureShare,
    @Nullable Double evenHalf,
    @Nullable Double oddHalf) {
  public static final RepairEstimates UNDEFINED =
      new RepairEstimates(
          Estimate.UNDEFINED,
          Estimate.UNDEFINED,
          Estimate.UNDEFINED,
          Estimate.UNDEFINED,
          Estimate.UNDEFINED,
          Estimate.UNDEFINED,
          null,
          null);
}
