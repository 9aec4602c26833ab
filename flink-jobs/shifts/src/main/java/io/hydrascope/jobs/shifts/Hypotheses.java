package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.ShiftTest;
import io.hydrascope.alerting.rules.ShiftTest.Threshold;
import io.hydrascope.analysis.shift.UnitDifference;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.List;

/** What a rule tests of a plan, jointly: each component, of each measure, in each segment. */
record Hypotheses(ShiftTest test, List<AblationUnit> components) {
  int size() {
    return test.segments().size() * test.thresholds().size() * components.size();
  }

  /** By segment, then measure, then component. */
  String segment(int index) {
    return test.segments().get(index / (test.thresholds().size() * components.size()));
  }

  Threshold threshold(int index) {
    return test.thresholds().get(index / components.size() % test.thresholds().size());
  }

  AblationUnit component(int index) {
    return components.get(index % components.size());
  }

  boolean needsBaseFraction() {
    return test.thresholds().stream()
        .anyMatch(each -> each.measure() == ShiftMeasure.REPAIR_RESIDUAL);
  }

  /** What the revisions differ by on a unit // [segment] */
  List<UnitDifference> bySegment(PromptUnit unit) {
    return test.segments().stream().map(each -> unit.difference(each, components)).toList();
  }

  /**
   * A unit's value; NaN where it has none, or the measure is not defined.
   *
   * @param bySegment as above
   * @param baseFraction R_base of the component, NaN where it is not known
   */
  double value(int index, List<UnitDifference> bySegment, double baseFraction) {
    int perSegment = test.thresholds().size() * components.size();
    return bySegment
        .get(index / perSegment)
        .value(threshold(index).measure(), index % components.size(), baseFraction);
  }
}
