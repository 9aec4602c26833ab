package io.hydrascope.analysis;

import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * {@code Σ self_repair / Σ direct_effect} of one component over prompts: R_base of {@code
 * repair_residual}, which is fixed before the prompts that are compared.
 */
public final class RepairFraction {
  private static final double TAIL = 0.025;

  private double prompts;
  private double repair; // Σ self_repair
  private double directMean; // over prompts, of a prompt's sum
  private double directSquares; // Σ (sum − mean)²

  /**
   * @param directEffect sum over the prompt's rows, or those of the prompts of one group
   * @param selfRepair likewise
   */
  public void add(double directEffect, double selfRepair) {
    prompts++;
    repair += selfRepair;
    double difference = directEffect - directMean;
    directMean += difference / prompts;
    directSquares += difference * (directEffect - directMean);
  }

  /** Undefined where the 95% interval of the direct effect includes 0. */
  public OptionalDouble value() {
    if (prompts < 2) {
      return OptionalDouble.empty();
    }
    double t = TDistribution.of(prompts - 1).inverseSurvivalProbability(TAIL);
    double error = Math.sqrt(directSquares / (prompts - 1) / prompts);
    return Math.abs(directMean) > t * error
        ? OptionalDouble.of(repair / (directMean * prompts))
        : OptionalDouble.empty();
  }
}
