package io.hydrascope.analysis;

/**
 * Mean and centred co-moments of a vector over prompts, as a part of a longer state (Chan, Golub
 * and LeVeque 1983):
 *
 * <pre>
 * [start … start + d)                  mean of v
 * [start + d … start + d + d(d + 1)/2) Σ (v − mean)(v − mean)ᵀ, upper triangle by rows
 * </pre>
 */
record PromptCovariance(int start, int dimensions) {

  /** How many numbers it takes. */
  int length() {
    return dimensions + dimensions * (dimensions + 1) / 2;
  }

  /** Adds another state's prompts; the counts are those before. */
  void merge(double[] state, double prompts, double[] other, double otherPrompts) {
    double share = otherPrompts / (prompts + otherPrompts);
    double weight = prompts * share;
    double[] difference = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      difference[i] = other[start + i] - state[start + i];
    }
    int cell = start + dimensions;
    for (int i = 0; i < dimensions; i++) {
      double weighted = difference[i] * weight;
      for (int j = i; j < dimensions; j++) {
        state[cell] += other[cell] + weighted * difference[j];
        cell++;
      }
    }
    for (int i = 0; i < dimensions; i++) {
      state[start + i] += difference[i] * share;
    }
  }

  /** Adds one prompt; the count is that before. The same numbers as merging a state of one. */
  void add(double[] state, double prompts, double[] vector) {
    double share = 1 / (prompts + 1);
    double weight = prompts * share;
    double[] difference = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      difference[i] = vector[i] - state[start + i];
    }
    int cell = start + dimensions;
    for (int i = 0; i < dimensions; i++) {
      double weighted = difference[i] * weight;
      for (int j = i; j < dimensions; j++) {
        state[cell] += weighted * difference[j];
        cell++;
      }
    }
    for (int i = 0; i < dimensions; i++) {
      state[start + i] += difference[i] * share;
    }
  }

  double mean(double[] state, int i) {
    return state[start + i];
  }

  double comoment(double[] state, int i, int j) {
    return state[cell(Math.min(i, j), Math.max(i, j))];
  }

  int cell(int row, int column) {
    return start + dimensions + row * dimensions - row * (row - 1) / 2 + column - row;
  }

  /** Σ over prompts of (w·(v − mean))². */
  double square(double[] state, double[] weights) {
    double sum = 0;
    for (int i = 0; i < dimensions; i++) {
      for (int j = 0; weights[i] != 0 && j < dimensions; j++) {
        sum += weights[i] * weights[j] * comoment(state, i, j);
      }
    }
    return Math.max(0, sum);
  }
}
