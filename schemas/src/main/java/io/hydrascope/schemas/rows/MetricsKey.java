package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.AblationUnit;

/**
 * What a row of {@code running_metrics} is about.
 *
 * @param segment {@code all} or {@code key=value}
 * @param window {@code all}: since the first capture; {@code 1m}, {@code 1h}, {@code 1d}
 * @param windowStartMicros microseconds since 1970 UTC, a multiple of the window's length; 0 for
 *     {@code all}
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
    long windowStartMicros,
    String kept) {

  /** The same component in another window. */
  public MetricsKey in(String otherWindow, long startMicros) {
    return new MetricsKey(
        model,
        revision,
        component,
        ablation,
        scope,
        target,
        referenceSet,
        segment,
        otherWindow,
        startMicros,
        kept);
  }
}
