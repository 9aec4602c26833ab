package io.hydrascope.storage.query;

import java.time.Instant;

/**
 * How much of a revision can be queried.
 *
 * @param effects rows, each capture once
 */
public record RevisionCounts(
    String model,
    String revision,
    long effects,
    long captures,
    long prompts,
    long components,
    Instant firstEvent,
    Instant lastEvent) {}
