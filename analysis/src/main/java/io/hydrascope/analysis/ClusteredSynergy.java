package io.hydrascope.analysis;

import io.hydrascope.schemas.rows.Estimate;

/**
 * Mergeable mean over rows of a set's synergy, {@code total_effect(set) − Σ total_effect(members)},
 * clustered by prompt. Only prompts whose members were asked beside the set are in it.
 *
 * <pre>
 * [0]      G, prompts
 * [1 … 6)  mean and co-moments over prompts of (m, Σ synergy), m = rows
 * </pre>
 */
final class ClusteredSynergy {
  static final int LENGTH = 6;

  private static final PromptCovariance COVARIANCE = new PromptCovariance(1, 2);

  private final double[] state; // as drawn above

  private ClusteredSynergy(double[] state) {
    this.state = state;
  }

  /** Continues from a state of {@link #LENGTH} numbers, all 0 at first; it is used, not copied. */
  static ClusteredSynergy of(double[] state) {
    if (state.length != LENGTH) {
      throw new IllegalArgumentException("synergy of " + state.length + " numbers, not " + LENGTH);
    }
    return new ClusteredSynergy(state);
  }

  double[] state() {
    return state;
  }

  long prompts() {
    return (long) state[0];
  }

  void add(PromptSums prompt) {
    if (!Double.isNaN(prompt.synergy())) {
      double[] one = {1, prompt.rows(), prompt.synergy(), 0, 0, 0};
      merge(new ClusteredSynergy(one));
    }
  }

  void merge(ClusteredSynergy other) {
    if (other.prompts() > 0) {
      COVARIANCE.merge(state, state[0], other.state, other.state[0]);
      state[0] += other.state[0];
    }
  }

  /**
   * @param t Student's quantile for the number of prompts
   */
  Estimate mean(double t) {
    double rows = COVARIANCE.mean(state, 0);
    double mean = COVARIANCE.mean(state, 1) / rows;
    if (prompts() < 2) {
      return new Estimate(mean, null, null);
    }
    double square = COVARIANCE.square(state, new double[] {-mean, 1});
    double half = t * Math.sqrt(square / (state[0] * (state[0] - 1))) / rows;
    return new Estimate(mean, mean - half, mean + half);
  }
}
