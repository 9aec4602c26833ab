package io.hydrascope.analysis;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.LineEstimate;

/**
 * Mergeable least-squares lines over rows of {@code compensatory_effect} (c) and {@code
 * total_effect} (t) on {@code direct_effect} (x), with errors clustered by prompt. All sums are
 * taken about a reference point, the first prompt's means, since raw ones cancel.
 *
 * <p>Per prompt v = (m, Σx, Σx², Σc, Σxc, Σt, Σxt), m = its rows. The state is one array:
 *
 * <pre>
 * [0]        G, prompts
 * [1 … 4)    reference of x, c, t
 * [4 … 39)   mean and co-moments of v over prompts
 * [39]       Σc² over rows
 * [40]       Σt² over rows
 * </pre>
 */
final class ClusteredLines {
  static final int LENGTH = 41;

  private static final int PROMPTS = 0;
  private static final int REFERENCE = 1;
  private static final PromptCovariance COVARIANCE = new PromptCovariance(4, 7);
  private static final int SQUARES = 39;

  /** The least 1 − L that counts: less is rounding. */
  private static final double LEAST_LEFT = 1e-6;

  private static final int M = 0;
  private static final int X = 1;
  private static final int XX = 2;

  /** Where c and t have their Σy in v; Σxy follows. */
  private static final int[] Y = {3, 5};

  private static final Measure[] MEASURES = {
    Measure.DIRECT_EFFECT, Measure.COMPENSATORY_EFFECT, Measure.TOTAL_EFFECT
  };

  /** A spread of x this far below its mean is rounding. */
  private static final double RELATIVE_SPREAD = 1e-10;

  private final double[] state; // as drawn above

  private ClusteredLines(double[] state) {
    this.state = state;
  }

  /** Continues from a state of {@link #LENGTH} numbers, all 0 at first; it is used, not copied. */
  static ClusteredLines of(double[] state) {
    if (state.length != LENGTH) {
      throw new IllegalArgumentException("lines of " + state.length + " numbers, not " + LENGTH);
    }
    return new ClusteredLines(state);
  }

  double[] state() {
    return state;
  }

  long prompts() {
    return (long) state[PROMPTS];
  }

  void add(PromptSums prompt) {
    double[] one = new double[LENGTH];
    one[PROMPTS] = 1;
    double rows = prompt.rows();
    double[] sums = new double[MEASURES.length];
    for (int i = 0; i < MEASURES.length; i++) {
      double sum = prompt.sums()[MEASURES[i].ordinal()];
      one[REFERENCE + i] = prompts() == 0 ? sum / rows : state[REFERENCE + i];
      sums[i] = sum - rows * one[REFERENCE + i];
    }
    int v = COVARIANCE.start();
    one[v + M] = rows;
    one[v + X] = sums[0];
    one[v + XX] = prompt.squares()[MEASURES[0].ordinal()] + sums[0] * sums[0] / rows;
    for (int line = 0; line < Y.length; line++) {
      double sum = sums[1 + line];
      one[v + Y[line]] = sum;
      one[v + Y[line] + 1] = prompt.products()[line] + sums[0] * sum / rows;
      one[SQUARES + line] = prompt.squares()[MEASURES[1 + line].ordinal()] + sum * sum / rows;
    }
    merge(new ClusteredLines(one));
  }

  /** Adds the prompts of another state, whatever its reference; the other one is not changed. */
  void merge(ClusteredLines other) {
    if (other.prompts() == 0) {
      return;
    }
    if (prompts() == 0) {
      System.arraycopy(other.state, 0, state, 0, LENGTH);
      return;
    }
    double[] moved = other.about(state);
    COVARIANCE.merge(state, state[PROMPTS], moved, moved[PROMPTS]);
    state[SQUARES] += moved[SQUARES];
    state[SQUARES + 1] += moved[SQUARES + 1];
    state[PROMPTS] += moved[PROMPTS];
  }

  /** This state about the reference of the other: v becomes Av. */
  private double[] about(double[] reference) {
    double[] shift = new double[MEASURES.length];
    boolean same = true;
    for (int i = 0; i < shift.length; i++) {
      shift[i] = state[REFERENCE + i] - reference[REFERENCE + i];
      same &= shift[i] == 0;
    }
    if (same) {
      return state;
    }
    double[] moved = new double[LENGTH];
    moved[PROMPTS] = state[PROMPTS];
    System.arraycopy(reference, REFERENCE, moved, REFERENCE, shift.length);
    double[][] a = shifted(shift);
    int d = COVARIANCE.dimensions();
    for (int i = 0; i < d; i++) {
      for (int k = 0; k < d; k++) {
        moved[COVARIANCE.start() + i] += a[i][k] * COVARIANCE.mean(state, k);
      }
      for (int j = i; j < d; j++) {
        moved[COVARIANCE.cell(i, j)] = product(a[i], a[j]);
      }
    }
    for (int line = 0; line < Y.length; line++) {
      double by = shift[1 + line];
      moved[SQUARES + line] = state[SQUARES + line] + by * (2 * total(Y[line]) + by * total(M));
    }
    return moved;
  }

  /** The map of v when x, c and t each grow by a number. // [new dimension, old dimension] */
  private static double[][] shifted(double[] by) {
    double[][] a = new double[COVARIANCE.dimensions()][COVARIANCE.dimensions()];
    for (int i = 0; i < a.length; i++) {
      a[i][i] = 1;
    }
    double dx = by[0];
    a[X][M] = dx;
    a[XX][M] = dx * dx;
    a[XX][X] = 2 * dx;
    for (int line = 0; line < Y.length; line++) {
      double dy = by[1 + line];
      a[Y[line]][M] = dy;
      a[Y[line] + 1][M] = dx * dy;
      a[Y[line] + 1][X] = dy;
      a[Y[line] + 1][Y[line]] = dx;
    }
    return a;
  }

  private double product(double[] first, double[] second) {
    double sum = 0;
    for (int k = 0; k < first.length; k++) {
      for (int l = 0; first[k] != 0 && l < second.length; l++) {
        sum += first[k] * second[l] * COVARIANCE.comoment(state, k, l);
      }
    }
    return sum;
  }

  private double total(int dimension) {
    return state[PROMPTS] * COVARIANCE.mean(state, dimension);
  }

  LineEstimate compensatoryOnDirect(double t) {
    return line(0, t);
  }

  LineEstimate totalOnDirect(double t) {
    return line(1, t);
  }

  /**
   * Undefined where x does not vary; the slope's and intercept's influence of a prompt is linear in
   * v, so their sandwich errors are squares of it. They are too small by what the line bends
   * towards each prompt: divided by (1 − L)² and times (G − 1)/G as the jackknife's (CR3, Bell and
   * McCaffrey 2002), L being the prompts' leverages {@code m/n + Σ(x − x̄)²/Σ_all(x − x̄)²}
   * weighted by their parts in the estimate's variance, which is quadratic in v too. No ends where
   * L ≥ 1: one prompt decides the line.
   *
   * @param t Student's quantile for the number of prompts
   */
  private LineEstimate line(int line, double t) {
    double rows = total(M);
    double x = total(X) / rows;
    double y = total(Y[line]) / rows;
    double xx = total(XX) - rows * x * x;
    double meanX = state[REFERENCE] + x;
    if (prompts() == 0 || !(xx > rows * Math.pow(RELATIVE_SPREAD * meanX, 2))) {
      return LineEstimate.UNDEFINED;
    }
    double xy = total(Y[line] + 1) - rows * x * y;
    double yy = state[SQUARES + line] - rows * y * y;
    double slope = xy / xx;
    double offset = y - slope * x;
    double[] bySlope = new double[COVARIANCE.dimensions()];
    double[] byIntercept = new double[COVARIANCE.dimensions()];
    double[] residual = new double[COVARIANCE.dimensions()];
    residual[M] = -offset;
    residual[X] = -slope;
    residual[Y[line]] = 1;
    double[] scaled = new double[COVARIANCE.dimensions()];
    scaled[X] = -offset;
    scaled[XX] = -slope;
    scaled[Y[line] + 1] = 1;
    for (int i = 0; i < residual.length; i++) {
      bySlope[i] = (scaled[i] - x * residual[i]) / xx;
      byIntercept[i] = residual[i] / rows - meanX * bySlope[i];
    }
    double[] leverages = leverages(rows, x, xx);
    double intercept = state[REFERENCE + 1 + line] + offset - slope * state[REFERENCE];
    return new LineEstimate(
        estimate(slope, bySlope, leverages[0], t),
        estimate(intercept, byIntercept, leverages[1], t),
        yy > 0 ? (Double) Math.min(1, xy * xy / (xx * yy)) : null);
  }

  /**
   * L of the slope and of the intercept.
   *
   * @param x mean over rows, about the reference
   * @param xx Σ(x − mean)² over rows
   */
  private double[] leverages(double rows, double x, double xx) {
    double meanX = state[REFERENCE] + x;
    double[] spread = new double[COVARIANCE.dimensions()]; // of v: Σ(x − mean)² of a prompt
    spread[M] = x * x;
    spread[X] = -2 * x;
    spread[XX] = 1;
    double[] leverage = new double[COVARIANCE.dimensions()];
    double[] interceptPart = new double[COVARIANCE.dimensions()];
    for (int i = 0; i < spread.length; i++) {
      leverage[i] = spread[i] / xx;
      interceptPart[i] = meanX * meanX * spread[i] / (xx * xx);
    }
    leverage[M] += 1 / rows;
    interceptPart[M] += 1 / (rows * rows) + 2 * meanX * x / (rows * xx);
    interceptPart[X] -= 2 * meanX / (rows * xx);
    double whole = 1 / rows + meanX * meanX / xx;
    return new double[] {raw(spread, leverage) / xx, raw(interceptPart, leverage) / whole};
  }

  /** Σ over prompts of (first·v)(second·v). */
  private double raw(double[] first, double[] second) {
    double firstMean = 0;
    double secondMean = 0;
    for (int i = 0; i < first.length; i++) {
      firstMean += first[i] * COVARIANCE.mean(state, i);
      secondMean += second[i] * COVARIANCE.mean(state, i);
    }
    return product(first, second) + state[PROMPTS] * firstMean * secondMean;
  }

  private Estimate estimate(double value, double[] influence, double leverage, double t) {
    double prompts = state[PROMPTS];
    double left = 1 - leverage;
    if (prompts < 2 || !(left > LEAST_LEFT)) {
      return new Estimate(value, null, null);
    }
    double squares = COVARIANCE.square(state, influence);
    double half = t * Math.sqrt(squares * (prompts - 1) / prompts) / left;
    return new Estimate(value, value - half, value + half);
  }
}
