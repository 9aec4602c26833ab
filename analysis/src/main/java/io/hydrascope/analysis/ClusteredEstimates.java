package io.hydrascope.analysis;

import io.hydrascope.schemas.rows.Estimate;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Means, proportions and ratios with 95% intervals, prompts as clusters: sandwich errors with
 * G/(G−1) and Student's t with G − 1 degrees of freedom.
 */
final class ClusteredEstimates {
  private static final double TAIL = 0.025;

  private final ClusteredMoments moments;
  private final double prompts;
  private final double t; // infinite for a single prompt

  ClusteredEstimates(ClusteredMoments moments) {
    if (moments.prompts() < 1) {
      throw new IllegalArgumentException("prompts=0: there is nothing to estimate");
    }
    this.moments = moments;
    this.prompts = moments.prompts();
    this.t =
        prompts < 2
            ? Double.POSITIVE_INFINITY
            : TDistribution.of(prompts - 1).inverseSurvivalProbability(TAIL);
  }

  /** Student's quantile for a 95% interval; infinite for a single prompt. */
  double t() {
    return t;
  }

  /** Σx / Σm: the mean over rows. Without ends for a single prompt. */
  Estimate mean(PromptCombination x) {
    PromptCombination m = PromptCombination.rows();
    double rowsPerPrompt = m.mean(moments);
    double mean = x.mean(moments) / rowsPerPrompt;
    if (prompts < 2) {
      return new Estimate(mean, null, null);
    }
    double half = t * Math.sqrt(residualVariance(x, m, mean)) / rowsPerPrompt;
    return new Estimate(mean, mean - half, mean + half);
  }

  /**
   * The mean of values from 0 to 1 with Wilson's interval, {@code {p : (p̂ − p)² ≤ t² p (1 − p) /
   * k}}, of as many independent rows k as the prompts' spread is worth: {@code p̂ (1 − p̂)} over
   * the variance of p̂ clustered by prompt, at most all rows (Korn and Graubard 1998). Where all
   * rows are 0 or all 1, the spread says nothing and k = G. Without ends for a single prompt.
   */
  Estimate proportion(PromptCombination x) {
    PromptCombination m = PromptCombination.rows();
    double rowsPerPrompt = m.mean(moments);
    double p = x.mean(moments) / rowsPerPrompt;
    if (prompts < 2) {
      return new Estimate(p, null, null);
    }
    double variance = residualVariance(x, m, p) / (rowsPerPrompt * rowsPerPrompt);
    double spread = p * (1 - p);
    double rows = spread > 0 ? Math.min((double) moments.rows(), spread / variance) : prompts;
    double scale = t * t / rows;
    double centre = (p + scale / 2) / (1 + scale);
    double half = Math.sqrt(scale * (spread + scale / 4)) / (1 + scale);
    return new Estimate(p, centre - half, centre + half);
  }

  /**
   * Σy / Σx with Fieller's interval {@code {R : (ȳ − R x̄)² ≤ t² Var(ȳ − R x̄)}}; undefined where
   * the denominator's own interval includes 0, which is where that set has no ends.
   */
  Estimate ratio(PromptCombination y, PromptCombination x) {
    double denominator = x.mean(moments);
    double denominatorVariance = covariance(x, x);
    double curvature = denominator * denominator - t * t * denominatorVariance;
    if (prompts < 2 || !(curvature > 0)) {
      return Estimate.UNDEFINED;
    }
    double numerator = y.mean(moments);
    double ratio = numerator / denominator;
    double covariance = covariance(x, y);
    double determinant = denominatorVariance * covariance(y, y) - covariance * covariance;
    double root =
        t
            * Math.sqrt(
                Math.max(
                    0,
                    denominator * denominator * residualVariance(y, x, ratio)
                        - t * t * determinant));
    double centre = numerator * denominator - t * t * covariance;
    return new Estimate(ratio, (centre - root) / curvature, (centre + root) / curvature);
  }

  /** Variance of the mean over prompts of y − R x. */
  private double residualVariance(PromptCombination y, PromptCombination x, double ratio) {
    return Math.max(
        0, covariance(y, y) - 2 * ratio * covariance(x, y) + ratio * ratio * covariance(x, x));
  }

  /** Covariance of the two means over prompts. */
  private double covariance(PromptCombination first, PromptCombination second) {
    return first.comoment(second, moments) / (prompts * (prompts - 1));
  }
}
