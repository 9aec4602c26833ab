package io.hydrascope.storage.query;

/**
 * What two revisions said of one component at one prompt: means over the rows that both read at the
 * same position, donor and target token.
 *
 * @param unit the prompt's group, or the prompt itself: prompts of one unit are not independent
 * @param rows that both read
 * @param base of {@link PairedQueries#READ}, in order
 * @param candidate likewise
 */
public record PairedPrompt(
    String unit, String promptId, String component, int rows, double[] base, double[] candidate) {}
