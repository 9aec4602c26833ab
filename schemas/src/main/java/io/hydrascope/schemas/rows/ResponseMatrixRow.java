package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.Component;
import java.util.List;

/**
 * Who answered one ablation so far: a row of {@code response_matrix} a responder. A later one of
 * the same key replaces it.
 *
 * @param updatedAtMicros the newest counts; microseconds since 1970 UTC
 * @param n rows, donors averaged
 * @param means of the response, logits // [responder]
 * @param variances over rows, n − 1; NaN while n &lt; 2 // [responder]
 */
public record ResponseMatrixRow(
    MetricsKey key,
    long updatedAtMicros,
    List<Component> responders,
    long n,
    long prompts,
    double[] means,
    double[] variances) {}
