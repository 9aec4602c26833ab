package io.hydrascope.jobs.compensation;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Accounted captures of made-up numbers. */
final class TestingEffects {
  static final List<AblationUnit> PLAN =
      List.of(AblationUnit.head(0, 0), AblationUnit.head(1, 3), AblationUnit.mlpOut(1));

  private TestingEffects() {}

  /** One prompt's rows of these components, one to four positions each. */
  static EffectBatch of(
      String prompt, Map<String, String> segments, List<AblationUnit> components) {
    return of(prompt, segments, components, 1_700L);
  }

  static EffectBatch of(
      String prompt,
      Map<String, String> segments,
      List<AblationUnit> components,
      long eventTimeMicros) {
    Random random = new Random(prompt.hashCode() * 31L + components.toString().hashCode());
    int positions = 1 + random.nextInt(4);
    int rows = positions * components.size();
    EffectBatch effects =
        new EffectBatch(
            new CaptureSource("demo", "base", "ab".repeat(32), "run-1"),
            new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, components, "all", ""),
            new Capture("capture of " + prompt, prompt, prompt, segments, eventTimeMicros),
            components,
            new int[rows],
            new int[rows],
            CaptureRows.noDonors(rows),
            new int[rows],
            new double[rows],
            new double[rows],
            new boolean[rows],
            new double[rows * Measure.COUNT]);
    for (int row = 0; row < rows; row++) {
      effects.component()[row] = row / positions;
      effects.position()[row] = row % positions;
      effects.top1Flip()[row] = random.nextBoolean();
    }
    for (int i = 0; i < effects.measures().length; i++) {
      effects.measures()[i] = 1 + random.nextGaussian();
    }
    return effects;
  }
}
