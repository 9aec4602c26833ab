package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.ShiftTest;
import io.hydrascope.alerting.rules.ShiftTest.Threshold;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.List;

/** What a rule tests of a plan, jointly: each component, of each measure, in each segment. */
record Hypotheses(ShiftTest test, List<AblationUnit> components) {
  private static final int MEASURES = PromptPart.READ.size();

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

  /**
   * A unit's value: the mean over its prompts in the segment. NaN where it has none, or the measure
   * is not defined.
   *
   * @param baseFraction R_base of the component, NaN where it is not known
   */
  double value(int index, PromptUnit unit, double baseFraction) {
    double sum = 0;
    int prompts = 0;
    for (PromptOutcome prompt : unit.prompts()) {
      if (ShiftTest.includes(segment(index), prompt.prompt().segments())) {
        int at = index % components.size() * MEASURES;
        sum += value(threshold(index).measure(), prompt.differences(), at, baseFraction);
        prompts++;
      }
    }
    return prompts == 0 ? Double.NaN : sum / prompts;
  }

  /** In the order of {@link PromptPart#READ}. */
  private static double value(
      ShiftMeasure measure, double[] differences, int at, double baseFraction) {
    return switch (measure) {
      case SELF_REPAIR -> differences[at];
      case REPAIR_RESIDUAL -> differences[at] - baseFraction * differences[at + 1];
      case DIRECT_EFFECT -> differences[at + 1];
      case TOTAL_EFFECT -> differences[at + 2];
      case LOGPROB_DROP -> differences[at + 3];
    };
  }
}
