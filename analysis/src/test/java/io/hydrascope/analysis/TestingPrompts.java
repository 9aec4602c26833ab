package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Drawn prompts of one component; a row is its measures, then 1 where the top token flipped //
 * [row, measure + 1].
 */
final class TestingPrompts {
  static final MetricsKey KEY =
      new MetricsKey(
          "m",
          "r",
          AblationUnit.head(0, 1),
          "zero",
          "all_positions",
          "next",
          "",
          "all",
          "all",
          0,
          "all");

  private TestingPrompts() {}

  /** Prompts of 1 to 6 rows: direct effect around 2, self-repair half of it on average. */
  static List<double[][]> drawn(Random random, int count) {
    List<double[][]> prompts = new ArrayList<>();
    for (int prompt = 0; prompt < count; prompt++) {
      double[][] rows = new double[1 + random.nextInt(6)][];
      double common = random.nextGaussian();
      for (int row = 0; row < rows.length; row++) {
        rows[row] = row(random, 0);
        double direct = 2 + 0.5 * common + 0.5 * random.nextGaussian();
        rows[row][Measure.DIRECT_EFFECT.ordinal()] = direct;
        rows[row][Measure.SELF_REPAIR.ordinal()] =
            0.5 * direct + 0.3 * common + 0.3 * random.nextGaussian();
        rows[row][Measure.POSITIVE_RESPONSE.ordinal()] = 1 + random.nextDouble();
      }
      prompts.add(rows);
    }
    return prompts;
  }

  static double[] row(Random random, double offset) {
    double[] row = new double[Measure.COUNT + 1];
    for (int measure = 0; measure < Measure.COUNT; measure++) {
      row[measure] = offset + random.nextGaussian();
    }
    row[Measure.POSITIVE_RESPONSE.ordinal()] = 1 + random.nextDouble();
    row[Measure.COUNT] = random.nextInt(2);
    return row;
  }

  static ComponentAccount account(List<double[][]> prompts) {
    ComponentAccount account = ComponentAccount.empty();
    prompts.forEach(prompt -> account.add(sums(prompt)));
    return account;
  }

  /** A prompt whose id tells its rows apart from others'. */
  static PromptSums sums(double[][] rows) {
    EffectBatch effects = TestingCaptures.effects("p" + Arrays.deepHashCode(rows), rows);
    return PromptSums.of(effects, 0, rows.length);
  }

  /** Within 1e-9 of max(|x|, 1e-3), or both undefined. */
  static boolean isNear(@Nullable Double first, @Nullable Double second) {
    if (first == null || second == null) {
      return Objects.equals(first, second);
    }
    return Math.abs(first - second) <= 1e-9 * Math.max(Math.abs(first), 1e-3);
  }
}
