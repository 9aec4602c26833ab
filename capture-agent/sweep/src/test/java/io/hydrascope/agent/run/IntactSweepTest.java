package io.hydrascope.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run without ablations has a graph of its own: it is to say what a sweep's intact run says. */
class IntactSweepTest {
  private static final double TOLERANCE = 2e-5;

  @ParameterizedTest
  @MethodSource("io.hydrascope.agent.sweep.TestingGolden#models")
  void runIntact_anyFamily_givesTheIntactRowsOfRun(String model) {
    try (ModelRunner runner =
        ModelRunner.load(TestingGolden.folder(model), TestingGolden.OPTIONS)) {
      Sweep sweep = sweep(runner);
      for (Prompt prompt : TestingGolden.prompts(model)) {
        requireSame(sweep.runIntact(prompt), sweep.run(prompt), runner.model().basis().size());
      }
    }
  }

  private static Sweep sweep(ModelRunner runner) {
    return Sweep.zero(
        runner,
        new CapturePlan(
            Ablation.ZERO,
            Scope.ALL_POSITIONS,
            Target.ARGMAX,
            TestingGolden.everyUnit(runner.model().basis()),
            "all",
            ""));
  }

  private static void requireSame(CaptureRows intact, CaptureRows whole, int components) {
    assertThat(intact.count()).isPositive();
    assertThat(intact.ablated()).containsOnly(CaptureRows.INTACT);
    for (int row = 0; row < intact.count(); row++) {
      double magnitude = Math.max(1, Math.abs(whole.logit()[row]));
      assertThat(intact.position()[row]).isEqualTo(whole.position()[row]);
      assertThat(intact.targetToken()[row]).isEqualTo(whole.targetToken()[row]);
      assertThat(intact.logit()[row]).isCloseTo(whole.logit()[row], within(TOLERANCE * magnitude));
      assertThat(intact.targetLogprob()[row])
          .isCloseTo(whole.targetLogprob()[row], within(TOLERANCE * magnitude));
      assertThat(intact.read()[row]).isCloseTo(whole.read()[row], within(TOLERANCE * magnitude));
      assertThat(intact.kl()[row]).isZero();
      assertThat(intact.top1Flip()[row]).isFalse();
      for (int of = row * components; of < (row + 1) * components; of++) {
        double part = whole.contributions()[of];
        assertThat((double) intact.contributions()[of])
            .isCloseTo(part, within(TOLERANCE * Math.max(magnitude, Math.abs(part))));
      }
    }
  }
}
