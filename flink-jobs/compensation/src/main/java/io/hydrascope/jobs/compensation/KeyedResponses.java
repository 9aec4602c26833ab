package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ResponseSums;
import io.hydrascope.schemas.rows.MetricsKey;

/**
 * What one prompt adds to a row of the response matrix.
 *
 * @param keyText the key for Flink's partitions
 */
public record KeyedResponses(String keyText, MetricsKey key, ResponseSums sums) {}
