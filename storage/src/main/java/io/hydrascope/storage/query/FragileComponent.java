package io.hydrascope.storage.query;

/**
 * A component by what losing it costs.
 *
 * @param rank 1 costs most under its plan
 * @param component text form
 * @param logprobDrop mean over rows
 */
public record FragileComponent(
    int rank, String component, PlanKey plan, MeasuredValue logprobDrop) {}
