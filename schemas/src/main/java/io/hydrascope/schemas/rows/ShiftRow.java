package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ShiftMeasure;

/**
 * How far one component's measure moved between two revisions, after {@code nPrompts} prompts.
 *
 * @param rule the alert rule that compares; empty: none
 * @param segment {@code all} or {@code key=value}
 * @param atMicros when it was computed, microseconds since 1970 UTC
 * @param effect mean over prompts of candidate − base, in the measure's unit
 * @param low lower end of the interval at the level that the verdict used
 * @param eValue against |effect| ≤ delta; at most {@code Double.MAX_VALUE}
 */
public record ShiftRow(
    String rule,
    String model,
    String base,
    String candidate,
    AblationUnit component,
    ShiftMeasure measure,
    String segment,
    String ablation,
    String scope,
    String target,
    long atMicros,
    long nPrompts,
    double effect,
    double low,
    double high,
    double eValue,
    double alpha,
    double delta,
    Verdict verdict) {}
