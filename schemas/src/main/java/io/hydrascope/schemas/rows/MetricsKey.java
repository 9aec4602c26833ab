package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.AblationUnit;

/**
 * What a row of {@code running_metrics} is about.
 *
 * @param segment {@code all} or {@code key=value}
 * @param window {@code all}: since the first capture
 * @param kept {@code all}: no selection of tokens
 */
public record MetricsKey(
    String model,
    String revision,
    AblationUnit component,
    String ablation,
    String scope,
    String target,
    String referenceSet,
    String segment,
    String window,
    String kept) {}
