package io.hydrascope.schemas.rows;

/**
 * A change of an alert's state, with its evidence.
 *
 * @param alertId the same for all changes of one rule on one pair of revisions
 * @param atMicros microseconds since 1970 UTC
 * @param component text form; empty for an alert that groups several
 * @param effect of the component with the largest e-value
 * @param evidence JSON
 */
public record AlertRow(
    String alertId,
    long atMicros,
    String rule,
    String model,
    String baseRevision,
    String revision,
    String component,
    String measure,
    AlertState state,
    AlertState previousState,
    String severity,
    double effect,
    double effectLow,
    double effectHigh,
    double eValue,
    long nPrompts,
    String evidence) {}
