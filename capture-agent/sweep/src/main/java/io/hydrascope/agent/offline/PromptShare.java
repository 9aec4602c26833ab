package io.hydrascope.agent.offline;

import io.hydrascope.schemas.AblationUnit;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** The same in parts of so many units at most, in their order. */
  List<PromptShare> parts(int most) {
    List<PromptShare> parts = new ArrayList<>();
    for (int from = 0; from < units.size(); from += most) {
      int to = Math.min(units.size(), from + most);
      parts.add(
          new PromptShare(units.subList(from, to), Arrays.copyOfRange(probabilities, from, to)));
    }
    return parts;
  }
}
