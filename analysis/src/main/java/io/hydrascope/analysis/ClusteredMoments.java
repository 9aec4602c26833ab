package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;

/**
 * Mergeable moments of rows that come in prompts, with the prompt as the unit of inference. Any
 * order of {@link #add} and {@link #merge} gives the same numbers up to rounding (Chan, Golub and
 * LeVeque 1983).
 *
 * <p>Per prompt v = (m, Σx of each measure, flips), m = its rows. The state is one array:
 *
 * <pre>
 * [0]         G, prompts
 * [1]         n, rows
 * [2 … 18)    mean of v over prompts
 * [18 … 154)  Σ (v − mean)(v − mean)ᵀ, upper triangle by rows
 * [154 … 168) Σ (x − mean x)² over rows, per measure
 * </pre>
 */
final class ClusteredMoments {
  static final int DIMENSIONS = 1 + PromptSums.SUMS;

  private static final int PROMPTS = 0;
  private static final int ROWS = 1;
  private static final int MEANS = 2;
  private static final PromptCovariance COVARIANCE = new PromptCovariance(MEANS, DIMENSIONS);
  private static final int SQUARES = MEANS + COVARIANCE.length();
  private static final int LENGTH = SQUARES + Measure.COUNT;

  private final double[] state; // as drawn above

  private ClusteredMoments(double[] state) {
    this.state = state;
  }

  static ClusteredMoments empty() {
    return new ClusteredMoments(new double[LENGTH]);
  }

  /**
   * Continues from {@link #state()}; the array is used, not copied.
   *
   * @throws IllegalArgumentException if the array has another length
   */
  static ClusteredMoments of(double[] state) {
    if (state.length != LENGTH) {
      throw new IllegalArgumentException("state of " + state.length + " numbers, not " + LENGTH);
    }
    return new ClusteredMoments(state);
  }

  /** The state itself, not a copy. */
  double[] state() {
    return state;
  }

  long prompts() {
    return (long) state[PROMPTS];
  }

  long rows() {
    return (long) state[ROWS];
  }

  /** Adds a prompt; a prompt's rows must come in one call. */
  void add(PromptSums prompt) {
    double rows = prompt.rows();
    double weight = state[ROWS] * rows / (state[ROWS] + rows);
    for (int measure = 0; measure < Measure.COUNT; measure++) {
      double difference =
          prompts() == 0 ? 0 : prompt.sums()[measure] / rows - rowMean(state, measure);
      state[SQUARES + measure] += prompt.squares()[measure] + difference * difference * weight;
    }
    double[] vector = new double[DIMENSIONS];
    vector[0] = rows;
    System.arraycopy(prompt.sums(), 0, vector, 1, PromptSums.SUMS);
    COVARIANCE.add(state, state[PROMPTS], vector);
    state[PROMPTS]++;
    state[ROWS] += rows;
  }

  /** Adds the prompts of another state; a prompt must not be in both. */
  void merge(ClusteredMoments other) {
    if (other.prompts() == 0) {
      return;
    }
    if (prompts() == 0) {
      System.arraycopy(other.state, 0, state, 0, LENGTH);
      return;
    }
    mergeRows(other.state);
    COVARIANCE.merge(state, state[PROMPTS], other.state, other.state[PROMPTS]);
    state[PROMPTS] += other.state[PROMPTS];
    state[ROWS] += other.state[ROWS];
  }

  private void mergeRows(double[] other) {
    double weight = state[ROWS] * other[ROWS] / (state[ROWS] + other[ROWS]);
    for (int measure = 0; measure < Measure.COUNT; measure++) {
      double difference = rowMean(other, measure) - rowMean(state, measure);
      state[SQUARES + measure] += other[SQUARES + measure] + difference * difference * weight;
    }
  }

  private static double rowMean(double[] state, int measure) {
    return state[MEANS + 1 + measure] / state[MEANS];
  }

  /** Mean over prompts of v_i. */
  double mean(int i) {
    return state[MEANS + i];
  }

  /** Σ over prompts of (v_i − mean)(v_j − mean). */
  double comoment(int i, int j) {
    return COVARIANCE.comoment(state, i, j);
  }

  /** Over rows, n − 1; NaN below two. */
  double variance(Measure measure) {
    return rows() < 2 ? Double.NaN : state[SQUARES + measure.ordinal()] / (rows() - 1);
  }
}
