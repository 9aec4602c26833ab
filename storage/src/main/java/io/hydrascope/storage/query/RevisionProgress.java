package io.hydrascope.storage.query;

import java.time.Instant;

/**
 * How far a revision has come.
 *
 * @param effects rows
 * @param newestEvent when the latest of its prompts was run
 */
public record RevisionProgress(String model, String revision, long effects, Instant newestEvent) {}
