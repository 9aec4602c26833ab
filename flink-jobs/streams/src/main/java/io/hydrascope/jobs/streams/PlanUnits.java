package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import java.util.List;

/** Where a plan has units. */
final class PlanUnits {
  private PlanUnits() {}

  /**
   * Indices in the plan, of which all units are. // [unit]
   *
   * <p>Batches have their units in the plan's order: each is looked for behind the one before.
   */
  static int[] of(CapturePlan plan, List<AblationUnit> units) {
    List<AblationUnit> planned = plan.ablated();
    int[] indices = new int[units.size()];
    int next = 0;
    for (int i = 0; i < indices.length; i++) {
      boolean isNext = next < planned.size() && planned.get(next).equals(units.get(i));
      indices[i] = isNext ? next : planned.indexOf(units.get(i));
      if (indices[i] < 0) {
        throw new IllegalStateException(units.get(i) + " is not planned: accounting checks");
      }
      next = indices[i] + 1;
    }
    return indices;
  }
}
