package io.hydrascope.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.ReplacementSource;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of one position each that run with the prompt are to be what they are in passes after it.
 */
class PositionSweepTest {
  private static final double TOLERANCE = 2e-5;
  private static final long FEW_ROWS_BYTES = 20_000;
  private static final int[] READOUTS = {3, 7};

  @ParameterizedTest
  @MethodSource("io.hydrascope.agent.sweep.TestingGolden#models")
  void run_anyFamily_givesTheRowsOfPasses(String model) {
    EngineOptions small = new EngineOptions(TestingGolden.OPTIONS.threads(), FEW_ROWS_BYTES);
    try (ModelRunner runner = ModelRunner.load(TestingGolden.folder(model), TestingGolden.OPTIONS);
        ModelRunner inPasses = ModelRunner.load(TestingGolden.folder(model), small)) {
      List<Prompt> prompts = TestingGolden.prompts(model);
      SweepTask task = task(runner, ReferenceStatistics.over(runner, prompts), prompts.get(0));
      int rows = task.plan().ablated().size() * READOUTS.length;
      assertThat(PositionSweep.takes(runner, task, rows)).isTrue();
      assertThat(PositionSweep.takes(inPasses, task, rows)).isFalse();
      requireSame(
          runner.sweep(task, DriftCheck.ALWAYS),
          inPasses.sweep(task, DriftCheck.ALWAYS),
          runner.model().basis().size());
    }
  }

  /** As many of the model's components as run at once. */
  private static SweepTask task(ModelRunner runner, ReferenceStatistics means, Prompt prompt) {
    List<AblationUnit> all = TestingGolden.everyUnit(runner.model().basis());
    int most = runner.dimensions().width() / READOUTS.length;
    List<AblationUnit> units = all.subList(Math.max(0, all.size() - most), all.size());
    CapturePlan plan =
        new CapturePlan(
            Ablation.MEAN,
            Scope.READOUT_POSITION,
            Target.ARGMAX,
            units,
            TestingGolden.READOUT,
            means.id());
    Replacements replacements = ReplacementSource.everywhere(means::mean).of(prompt);
    return new SweepTask(plan, prompt, READOUTS, replacements);
  }

  private static void requireSame(CaptureRows atOnce, CaptureRows inPasses, int components) {
    assertThat(atOnce.count()).isEqualTo(inPasses.count()).isGreaterThan(READOUTS.length);
    assertThat(atOnce.ablated()).isEqualTo(inPasses.ablated());
    assertThat(atOnce.position()).isEqualTo(inPasses.position());
    assertThat(atOnce.targetToken()).isEqualTo(inPasses.targetToken());
    assertThat(atOnce.top1Flip()).isEqualTo(inPasses.top1Flip());
    requireClose(atOnce.logit(), inPasses.logit());
    requireClose(atOnce.targetLogprob(), inPasses.targetLogprob());
    requireClose(atOnce.kl(), inPasses.kl());
    requireClose(atOnce.read(), inPasses.read());
    requireClose(atOnce.kappa(), inPasses.kappa());
    requireClose(atOnce.scale(), inPasses.scale());
    assertThat(atOnce.contributions()).hasSize(atOnce.count() * components);
    for (int of = 0; of < atOnce.contributions().length; of++) {
      double part = inPasses.contributions()[of];
      assertThat((double) atOnce.contributions()[of])
          .isCloseTo(part, within(TOLERANCE * Math.max(1, Math.abs(part))));
    }
  }

  private static void requireClose(double[] values, double[] expected) {
    for (int row = 0; row < values.length; row++) {
      assertThat(values[row])
          .isCloseTo(expected[row], within(TOLERANCE * Math.max(1, Math.abs(expected[row]))));
    }
  }
}
