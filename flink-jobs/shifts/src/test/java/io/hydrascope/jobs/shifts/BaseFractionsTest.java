package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.alerting.rules.ShiftTest.Threshold;
import io.hydrascope.analysis.shift.PromptDifference;
import io.hydrascope.analysis.shift.UnitDifference;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaseFractionsTest {
  private static final List<AblationUnit> TWO =
      List.of(AblationUnit.head(0, 0), AblationUnit.head(0, 1));
  private static final CapturePlan PLAN =
      new CapturePlan(
          io.hydrascope.schemas.Ablation.ZERO,
          io.hydrascope.schemas.Scope.ALL_POSITIONS,
          io.hydrascope.schemas.Target.NEXT,
          TWO,
          "all",
          "");

  /** The first component repairs 0.4 of its effect; the second has none. */
  private static PromptUnit unit(Random random, double strength) {
    double direct = 1 + 0.1 * random.nextGaussian();
    double noise = random.nextGaussian();
    double[] base = {direct, 0.4 * direct, noise, 0.3 * noise};
    double[] before = new double[8];
    double[] after = {0.4 * strength, strength, 0, 0, 0, 0, 0, 0};
    return new PromptUnit(
        List.of(
            new PromptOutcome(
                PromptOutcome.Kind.COMPARED,
                new RevisionPair("m", PLAN, "base", 0, "tuned", 1),
                new PromptPart.PartPrompt("p" + random.nextInt(), "", Map.of(), 1),
                new PromptDifference(before, after, base, ""))));
  }

  @Test
  void of_heldOutUnits_isTheRatioOfSumsOrUndefined() {
    Random random = new Random(7);
    BaseFractions fractions = BaseFractions.start();
    for (int unit = 0; unit < BaseFractions.UNITS; unit++) {
      assertThat(fractions.isFixed()).isFalse();
      fractions = fractions.with(unit(random, 0));
    }
    assertThat(fractions.isFixed()).isTrue();
    assertThat(fractions.of(0)).isCloseTo(0.4, within(1e-12));
    assertThat(fractions.of(1)).isNaN();
  }

  @Test
  void value_componentOnlyGotStronger_movesSelfRepairAndNotTheResidual() {
    io.hydrascope.alerting.rules.ShiftTest test =
        new io.hydrascope.alerting.rules.ShiftTest(
            List.of(
                new Threshold(ShiftMeasure.SELF_REPAIR, 0.02),
                new Threshold(ShiftMeasure.REPAIR_RESIDUAL, 0.02)),
            List.of("all"),
            0.05);
    Hypotheses hypotheses = new Hypotheses(test, TWO);
    List<UnitDifference> bySegment = hypotheses.bySegment(unit(new Random(7), 0.5));
    assertThat(hypotheses.value(0, bySegment, 0.4)).isCloseTo(0.2, within(1e-12));
    assertThat(hypotheses.value(2, bySegment, 0.4)).isCloseTo(0, within(1e-12));
    assertThat(hypotheses.value(2, bySegment, Double.NaN)).isNaN();
  }
}
