package io.hydrascope.storage.query;

/**
 * What two revisions said of one component at one prompt that both answered: means over the
 * positions at which both read the same token, at each over the donors that both have.
 *
 * @param unit the prompt's group, or the prompt itself: prompts of one unit are not independent
 * @param places how many such positions there are
 * @param base of {@link io.hydrascope.schemas.ShiftMeasure#MADE_OF}, in order; NaN without places
 * @param candidate likewise
 * @param baseSums direct_effect and self_repair of the base, summed over all its positions
 */
public record PairedPrompt(
    String unit,
    String promptId,
    String component,
    int places,
    double[] base,
    double[] candidate,
    double[] baseSums) {}
