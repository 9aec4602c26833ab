package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ResponseMoments;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.rows.MetricsKey;
import java.util.List;

/**
 * A row of the response matrix as state: who answered one ablation.
 *
 * @param emittedAtMicros of the last row, 0 before the first
 * @param waiting whether a row is due that has not been emitted
 */
public record RunningResponses(
    MetricsKey key,
    List<Component> responders,
    ResponseMoments moments,
    long emittedAtMicros,
    boolean waiting) {}
