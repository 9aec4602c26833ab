package io.hydrascope.compare;

import io.hydrascope.analysis.shift.UnitDifference;
import java.util.ArrayList;
import java.util.List;

/**
 * One observation of a comparison.
 *
 * @param responses candidate − base of each tested entry of the response matrix, by prompt //
 *     [prompt][entry]
 */
record ObservedUnit(UnitDifference difference, List<double[]> responses) {
  static ObservedUnit start(int components) {
    return new ObservedUnit(new UnitDifference(components), new ArrayList<>());
  }

  /** The mean over its prompts. */
  double response(int entry) {
    return responses.stream().mapToDouble(each -> each[entry]).sum() / responses.size();
  }
}
