package io.hydrascope.storage.query;

/**
 * An activation vector that was found.
 *
 * @param measure its cosine distance, 0 to 2, or its length
 */
public record VectorMatch(String promptId, String captureId, int position, double measure) {}
