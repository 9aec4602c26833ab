package io.hydrascope.storage.top2;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.TestingRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Seeded captures of two components, resampled from two donors that share the contribution. */
final class TestingDonorCaptures {
  private static final int DONORS = 2;
  private static final List<AblationUnit> ABLATED =
      List.of(AblationUnit.head(0, 1), AblationUnit.mlpOut(0));

  private final Random random;

  TestingDonorCaptures(long seed) {
    random = new Random(seed);
  }

  /** Of as many prompts, with 1 to 12 positions each and one of two tasks. */
  List<EffectBatch> draw(int prompts) {
    List<EffectBatch> captures = new ArrayList<>();
    for (int prompt = 0; prompt < prompts; prompt++) {
      captures.add(capture("p" + prompt, 1 + random.nextInt(12), prompt % 3 == 0 ? "x" : "y"));
    }
    return captures;
  }

  private EffectBatch capture(String promptId, int positions, String task) {
    int rows = ABLATED.size() * positions * DONORS;
    int[] component = new int[rows];
    int[] position = new int[rows];
    int[] donor = new int[rows];
    double[] measures = new double[rows * Measure.COUNT];
    double prompt = random.nextGaussian(); // what the rows of a prompt share
    for (int row = 0; row < rows; row++) {
      component[row] = row / (positions * DONORS);
      position[row] = row / DONORS % positions;
      donor[row] = row % DONORS;
      for (Measure measure : Measure.ALL) {
        measures[row * Measure.COUNT + measure.ordinal()] = 2 + prompt + random.nextGaussian();
      }
      if (donor[row] > 0) {
        int contribution = Measure.CONTRIBUTION.ordinal();
        measures[row * Measure.COUNT + contribution] =
            measures[(row - 1) * Measure.COUNT + contribution];
      }
    }
    return new EffectBatch(
        TestingRows.source("base"),
        new CapturePlan(Ablation.RESAMPLE, Scope.ALL_POSITIONS, Target.ARGMAX, ABLATED, "all", ""),
        new Capture(
            "capture-of-" + promptId,
            promptId,
            promptId,
            Map.of("task", task),
            List.of("d0", "d1"),
            Capture.NO_TOKEN,
            TestingRows.NOON + 1_000_000L * random.nextInt(7_200)),
        ABLATED,
        component,
        position,
        donor,
        new int[rows],
        new double[rows],
        new double[rows],
        flips(rows),
        measures);
  }

  private boolean[] flips(int rows) {
    boolean[] flips = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      flips[row] = random.nextInt(4) == 0;
    }
    return flips;
  }
}
