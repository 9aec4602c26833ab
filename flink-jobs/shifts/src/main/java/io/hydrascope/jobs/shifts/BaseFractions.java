package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.shift.HeldOutRepair;

/**
 * R_base of each component, over the first units of a comparison, which {@code repair_residual}
 * then leaves out.
 *
 * @param repair as {@link HeldOutRepair#state()} lays it out; empty before the first unit
 * @param units that were held out
 */
public record BaseFractions(double[] repair, int units) {
  static final int UNITS = 20;

  public BaseFractions {
    EarlierState.refuse(repair, "repair");
  }

  static BaseFractions start() {
    return new BaseFractions(new double[0], 0);
  }

  boolean isFixed() {
    return units >= UNITS;
  }

  /** NaN where it is undefined, and while units are held out. */
  double of(int component) {
    return isFixed() ? HeldOutRepair.of(repair).of(component).orElse(Double.NaN) : Double.NaN;
  }

  BaseFractions with(PromptUnit unit) {
    int components = unit.first().pair().plan().ablated().size();
    HeldOutRepair held =
        units == 0 ? HeldOutRepair.start(components) : HeldOutRepair.of(repair.clone());
    held.add(unit.baseSums());
    return new BaseFractions(held.state(), units + 1);
  }
}
