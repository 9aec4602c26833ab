package io.hydrascope.agent.offline;

import io.hydrascope.schemas.AblationUnit;
import java.util.List;

/**
 * What is ablated on one prompt.
 *
 * @param probabilities with which each was to be ablated // [unit]
 */
record PromptShare(List<AblationUnit> units, double[] probabilities) {
  PromptShare {
    units = List.copyOf(units);
  }
}
