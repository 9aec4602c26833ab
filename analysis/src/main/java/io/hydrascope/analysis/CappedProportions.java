package io.hydrascope.analysis;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Probabilities in proportion to weights as far as a floor and 1 let them: {@code p = min(1,
 * max(floor, λ·weight))} with the one λ at which they sum to the asked size.
 */
final class CappedProportions {
  /** Keeps a weight of 0 on the line, so that a size that only the light ones can fill is met. */
  private static final double LIGHTEST = 1e-6;

  private CappedProportions() {}

  /** Where a probability leaves the floor, or reaches 1: the sum's slope in λ changes there. */
  private record Bend(double lambda, double slope) {}

  /**
   * @param weights at least 0 and finite // [item]
   * @param size between floor · items and items
   * @return probabilities // [item]
   */
  static double[] of(double[] weights, double size, double floor) {
    double heaviest = Arrays.stream(weights).max().orElse(0);
    double[] positive = new double[weights.length];
    for (int item = 0; item < weights.length; item++) {
      positive[item] = heaviest > 0 ? Math.max(weights[item] / heaviest, LIGHTEST) : 1;
    }
    double lambda = lambda(positive, size, floor);
    double[] probabilities = new double[weights.length];
    for (int item = 0; item < weights.length; item++) {
      probabilities[item] = Math.min(1, Math.max(floor, lambda * positive[item]));
    }
    return probabilities;
  }

  private static double lambda(double[] weights, double size, double floor) {
    Bend[] bends = new Bend[2 * weights.length];
    for (int item = 0; item < weights.length; item++) {
      bends[2 * item] = new Bend(floor / weights[item], weights[item]);
      bends[2 * item + 1] = new Bend(1 / weights[item], -weights[item]);
    }
    Arrays.sort(bends, Comparator.comparingDouble(Bend::lambda));
    double sum = floor * weights.length;
    double slope = 0;
    double lambda = 0;
    for (Bend bend : bends) {
      double further = slope * (bend.lambda() - lambda);
      if (sum + further >= size) {
        return further > 0 ? lambda + (size - sum) / slope : bend.lambda();
      }
      sum += further;
      lambda = bend.lambda();
      slope += bend.slope();
    }
    return lambda;
  }
}
