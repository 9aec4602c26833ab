package io.hydrascope.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.rows.Estimate;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bias and coverage of the means of adaptive sweeps, over many seeded ones. */
class AdaptiveSweepSimulationTest {
  private static final int RUNS = 2_000;
  private static final double MONTE_CARLO = Math.sqrt(0.95 * 0.05 / RUNS);
  private static final int COMPONENTS = 24;
  private static final int PROMPTS = 100;
  private static final long BUDGET = 800;
  private static final int LATE = COMPONENTS - 1; // fragile on the last quarter of the prompts only

  /** Sums over runs, per component. */
  private static final class Errors {
    private final double[] sums = new double[COMPONENTS];
    private final double[] squares = new double[COMPONENTS];
    private final int[] covered = new int[COMPONENTS];

    void add(int component, double error, boolean covers) {
      sums[component] += error;
      squares[component] += error * error;
      covered[component] += covers ? 1 : 0;
    }

    /** Mean error in units of its Monte-Carlo standard error. */
    double z(int component) {
      double mean = sums[component] / RUNS;
      double variance = squares[component] / RUNS - mean * mean;
      return mean / Math.sqrt(variance / RUNS);
    }

    /** Root mean square error. */
    double size(int component) {
      return Math.sqrt(squares[component] / RUNS);
    }

    double coverage(int component) {
      return covered[component] / (double) RUNS;
    }
  }

  @Test
  void augmented_onePromptListInItsOrder_isUnbiasedForEveryComponent() {
    double[][] values = values(new Random(1));
    double[] truth = means(values);
    Errors augmented = new Errors();
    Errors plain = new Errors();
    for (int run = 0; run < RUNS; run++) {
      InclusionWeightedMean[] means = sweep(values, run);
      for (int component = 0; component < COMPONENTS; component++) {
        augmented.add(component, means[component].mean() - truth[component], true);
        plain.add(component, means[component].plainMean() - truth[component], true);
      }
    }
    for (int component = 0; component < COMPONENTS; component++) {
      assertThat(Math.abs(augmented.z(component))).as("component %d", component).isLessThan(3.5);
    }
    double worst =
        IntStream.range(0, COMPONENTS).mapToDouble(c -> Math.abs(plain.z(c))).max().orElseThrow();
    assertThat(worst).as("the plain mean, which the same test finds biased").isGreaterThan(20);
  }

  @Test
  void estimates_promptsDrawnAnew_coverNineteenTimesInTwenty() {
    Errors augmented = new Errors();
    Errors selfNormalised = new Errors();
    Random random = new Random(2);
    for (int run = 0; run < RUNS; run++) {
      InclusionWeightedMean[] means = sweep(values(random), run);
      for (int component = 0; component < COMPONENTS; component++) {
        add(augmented, component, means[component].augmented());
        add(selfNormalised, component, means[component].selfNormalised());
      }
    }
    for (int component = 0; component < LATE; component++) {
      assertThat(augmented.coverage(component)).isBetween(0.93 - MONTE_CARLO, 0.97 + MONTE_CARLO);
      assertThat(selfNormalised.coverage(component)).isBetween(0.88, 0.97);
      double bias = selfNormalised.sums[component] / RUNS;
      assertThat(Math.abs(bias)).isLessThan(0.1 * selfNormalised.size(component));
    }
  }

  private static void add(Errors errors, int component, Estimate found) {
    double truth = truth(component);
    Double value = found.value();
    Double low = found.low();
    Double high = found.high();
    assertThat(value).isNotNull();
    if (value != null) {
      boolean covers = low == null || high == null || (low <= truth && truth <= high);
      errors.add(component, value - truth, covers);
    }
  }

  private static InclusionWeightedMean[] sweep(double[][] values, long seed) {
    AdaptiveAllocation allocation =
        new AdaptiveAllocation(
            COMPONENTS,
            PROMPTS,
            BUDGET,
            AdaptiveAllocation.defaultFloor(COMPONENTS, PROMPTS, BUDGET),
            seed);
    for (double[] prompt : values) {
      boolean[] included = allocation.next().included();
      for (int component = 0; component < COMPONENTS; component++) {
        if (included[component]) {
          allocation.observe(component, prompt[component]);
        }
      }
    }
    return allocation.means();
  }

  /** Falls from 2 by a fifth from component to component. */
  private static double scale(int component) {
    return 2 * Math.pow(0.8, component);
  }

  private static double truth(int component) {
    return component == LATE ? 0.25 : scale(component);
  }

  /**
   * Skewed values that share a factor of their prompt: a component's sum of three exponentials over
   * three times the factor, whose mean is 1 // [prompt, component]
   */
  private static double[][] values(Random random) {
    double[][] values = new double[PROMPTS][COMPONENTS];
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      double factor = 0.5 + random.nextDouble();
      for (int component = 0; component < COMPONENTS; component++) {
        double one = factor * exponentials(random) / 3;
        boolean isLate = prompt >= 3 * PROMPTS / 4;
        values[prompt][component] = component == LATE ? (isLate ? one : 0) : scale(component) * one;
      }
    }
    return values;
  }

  private static double exponentials(Random random) {
    return -Math.log(
        (1 - random.nextDouble()) * (1 - random.nextDouble()) * (1 - random.nextDouble()));
  }

  private static double[] means(double[][] values) {
    double[] means = new double[COMPONENTS];
    for (double[] prompt : values) {
      for (int component = 0; component < COMPONENTS; component++) {
        means[component] += prompt[component] / values.length;
      }
    }
    return means;
  }
}
