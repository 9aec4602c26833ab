package io.hydrascope.storage.query;

import io.hydrascope.schemas.ShiftMeasure;
import java.time.Instant;

/**
 * What the newest comparison of two revisions says of one measure, over all components.
 *
 * @param plan without a reference set, which comparisons do not store
 * @param strongest the component with the largest e-value
 * @param effect of {@code strongest}: mean over prompts of candidate − base
 * @param prompts that both revisions answered for {@code strongest}
 */
public record ShiftSummary(
    String base,
    String candidate,
    ShiftMeasure measure,
    PlanKey plan,
    long shifted,
    long equivalent,
    long undecided,
    String strongest,
    double eValue,
    ShiftEffect effect,
    long prompts,
    Instant at) {}
