package io.hydrascope.analysis;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The e-process of a centre θ as a function of θ, from five sums over the prompts:
 *
 * <pre>
 * S(θ) = Σ(X − θ)/s            = a − bθ
 * V(θ) = Σ(X − θ)²/s²          = p − 2qθ + rθ²
 * E(θ) = mean over ρ² of (1 + ρ²V)^(−1/2) · exp(ρ²S² / (2(1 + ρ²V)))
 * </pre>
 *
 * Howard et al. 2020; de la Peña 1999. All values are logarithms.
 */
record SymmetricMixture(double a, double b, double p, double q, double r) {
  private static final double[] RHO_SQUARES = {0.003, 0.03, 0.3};
  private static final double LOG_TOLERANCE = 1e-6;
  private static final int MAX_SPLITS = 5_000;
  private static final double STEP_GROWTH = 1.5;
  private static final int MAX_STEPS = 200;
  private static final int BISECTIONS = 45;

  /** An interval of θ and a bound from below of log E on it. */
  private record Piece(double low, double high, double bound) {}

  double logE(double theta) {
    double s = s(theta);
    return mixture(s * s, v(theta));
  }

  /**
   * The minimum of log E over |θ| ≤ delta by branch and bound, at most {@value #LOG_TOLERANCE}
   * below it and never above: what is returned is a bound from below, so that the e-value holds.
   */
  double minLogE(double delta) {
    return minLogE(delta, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** Whether {@link #minLogE} is at least {@code logThreshold}; splits no further than that. */
  boolean minReaches(double logThreshold, double delta) {
    return minLogE(delta, logThreshold, logThreshold) >= logThreshold;
  }

  /**
   * A bound from below; loose as soon as the minimum is known to lie below {@code low} or not below
   * {@code high}.
   */
  private double minLogE(double delta, double low, double high) {
    PriorityQueue<Piece> open = new PriorityQueue<>(Comparator.comparingDouble(Piece::bound));
    double best = Math.min(logE(-delta), logE(delta));
    Piece lowest = segment(-delta, delta);
    for (int split = 0; split < MAX_SPLITS && best - lowest.bound > LOG_TOLERANCE; split++) {
      if (best < low || lowest.bound >= high) {
        return lowest.bound;
      }
      double middle = (lowest.low + lowest.high) / 2;
      best = Math.min(best, logE(middle));
      open.add(segment(lowest.low, middle));
      open.add(segment(middle, lowest.high));
      lowest = open.remove();
    }
    return lowest.bound;
  }

  /**
   * E rises in S² and falls in V; on a segment S² is least where S is nearest 0, V most at an end.
   */
  private Piece segment(double low, double high) {
    double atLow = s(low);
    double atHigh = s(high);
    double nearest = atLow * atHigh <= 0 ? 0 : Math.min(Math.abs(atLow), Math.abs(atHigh));
    return new Piece(low, high, mixture(nearest * nearest, Math.max(v(low), v(high))));
  }

  /** Whether the interval {@code {θ : log E(θ) < logThreshold}} lies inside ±delta. */
  boolean isWithin(double delta, double logThreshold) {
    return Math.abs(centre()) < delta
        && reaches(delta, logThreshold)
        && reaches(-delta, logThreshold);
  }

  boolean reaches(double theta, double logThreshold) {
    return mayReachAt(theta, logThreshold) && logE(theta) >= logThreshold;
  }

  /** False only if {@link #minLogE} is below: no ρ² gives more than exp(S²/2V). */
  boolean mayReach(double logThreshold, double delta) {
    return mayReachAt(delta, logThreshold) && mayReachAt(-delta, logThreshold);
  }

  private boolean mayReachAt(double theta, double logThreshold) {
    return s(theta) * s(theta) >= 2 * logThreshold * v(theta);
  }

  /** Where S is 0: there E is at most 1, so it lies in every interval. NaN without data. */
  double centre() {
    return a / b;
  }

  /**
   * From the centre to where E first reaches {@code exp(logThreshold)}, outwards; infinite where it
   * does not. Beyond e^(n/2) standard deviations E falls again: such θ are not reported.
   *
   * @param direction 1 for the upper end, −1 for the lower
   */
  double end(double logThreshold, int direction) {
    if (b == 0) {
      return direction * Double.POSITIVE_INFINITY;
    }
    double inside = centre();
    double step = Math.sqrt((v(inside) + 1) / r);
    for (int i = 0; i < MAX_STEPS; i++) {
      double next = centre() + direction * step;
      if (logE(next) >= logThreshold) {
        return crossing(inside, next, logThreshold);
      }
      inside = next;
      step *= STEP_GROWTH;
    }
    return direction * Double.POSITIVE_INFINITY;
  }

  private double crossing(double inside, double outside, double logThreshold) {
    double below = inside;
    double above = outside;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (below + above) / 2;
      if (logE(middle) >= logThreshold) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return above;
  }

  private double s(double theta) {
    return a - b * theta;
  }

  private double v(double theta) {
    return Math.max(0, p - 2 * q * theta + r * theta * theta);
  }

  private static double mixture(double sSquare, double v) {
    double[] logs = new double[RHO_SQUARES.length];
    for (int i = 0; i < logs.length; i++) {
      double spread = RHO_SQUARES[i] * v;
      logs[i] = (RHO_SQUARES[i] * sSquare / (1 + spread) - Math.log1p(spread)) / 2;
    }
    return LogSpace.meanExp(logs);
  }
}
