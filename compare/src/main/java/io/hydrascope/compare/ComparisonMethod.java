package io.hydrascope.compare;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.storage.query.PlanKey;

/**
 * How a comparison was made, as a reader has to know it.
 *
 * @param seed of the prompts' order
 */
public record ComparisonMethod(EBenjaminiHochberg rule, PlanKey plan, long seed) {}
