package io.hydrascope.schemas.rows;

import org.jspecify.annotations.Nullable;

/**
 * How bad the worst rows are.
 *
 * @param p95 the least value with at most a twentieth of the rows above it
 * @param cvar95 mean of the worst twentieth
 */
public record TailEstimates(@Nullable Double p95, @Nullable Double cvar95) {}
