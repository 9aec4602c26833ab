package io.hydrascope.storage.query;

import io.hydrascope.schemas.rows.Estimate;

/**
 * A number as a person is shown it: with its unit, its interval and what stands behind it.
 *
 * @param n rows
 * @param prompts clusters behind the interval
 */
public record MeasuredValue(Estimate estimate, UnitOfMeasure unit, long n, long prompts) {}
