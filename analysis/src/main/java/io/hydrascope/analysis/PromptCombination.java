package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;

/**
 * A weighted sum of a prompt's sums.
 *
 * @param weights in the order of {@link ClusteredMoments}' v // [dimension]
 */
record PromptCombination(double[] weights) {
  private static final int FIRST_MEASURE = 1;

  /** m: how many rows the prompt has. */
  static PromptCombination rows() {
    return single(0);
  }

  static PromptCombination flips() {
    return single(FIRST_MEASURE + PromptSums.FLIPS);
  }

  static PromptCombination of(Measure measure) {
    return single(FIRST_MEASURE + measure.ordinal());
  }

  static PromptCombination difference(Measure minuend, Measure subtrahend) {
    PromptCombination difference = of(minuend);
    difference.weights[FIRST_MEASURE + subtrahend.ordinal()] -= 1;
    return difference;
  }

  private static PromptCombination single(int dimension) {
    double[] weights = new double[ClusteredMoments.DIMENSIONS];
    weights[dimension] = 1;
    return new PromptCombination(weights);
  }

  double mean(ClusteredMoments moments) {
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      mean += weights[i] * moments.mean(i);
    }
    return mean;
  }

  double comoment(PromptCombination other, ClusteredMoments moments) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; weights[i] != 0 && j < weights.length; j++) {
        sum += weights[i] * other.weights[j] * moments.comoment(i, j);
      }
    }
    return sum;
  }
}
