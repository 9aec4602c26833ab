package io.hydrascope.storage.query;

/**
 * A revision that was watched.
 *
 * @param contentSha256 of config and weights; two rows of one name with other content are two
 *     models
 * @param heads query heads per layer
 */
public record WatchedRevision(
    String model,
    String revision,
    String contentSha256,
    int layers,
    int heads,
    boolean hasPosEmbed) {}
