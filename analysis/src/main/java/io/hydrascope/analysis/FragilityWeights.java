package io.hydrascope.analysis;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How much each component deserves of the next prompt's ablations:
 *
 * <pre>
 * weight = q^(2/3) · s^(1/3)
 * q = Φ((mean − τ) / (3 · standard error))    τ halfway between the 10th and the 11th mean
 * </pre>
 *
 * <p>The exponents: the mean width over the most fragile, Σ q s / √n, is least for given Σ n where
 * n is proportional to (q s)^(2/3) (Neyman 1934's argument for a sum of widths instead of
 * variances); widths in proportion to s, so that no component pays for the widest one, need s^0.
 * The exponent of s is between the two (a power allocation, Bankier 1988).
 *
 * <p>q: the chance to be among the {@value #TOP} most fragile, as in top-two and top-k sampling
 * (Kalyanakrishnan et al. 2012, LUCB; Russo 2020). A clear member gets a whole share, a clear
 * non-member none, one that could be either half of one, since it must be measured to be told.
 * Standard errors are taken thrice: those of a heavy-tailed value are too small until its tail was
 * seen.
 *
 * <p>s: own standard deviation, but at least the one shrunk towards the components' median variance
 * as if that came from {@value #PRIOR_VALUES} values (Smyth 2004): a component that was flat so far
 * may have a tail.
 */
final class FragilityWeights {
  static final int TOP = 10;
  private static final double PRIOR_VALUES = 3;
  private static final double CAUTION = 3;
  private static final double CHANCE_EXPONENT = 2.0 / 3;
  private static final double SPREAD_EXPONENT = 1.0 / 3;

  private FragilityWeights() {}

  /**
   * @param means of at least two measured values each // [component]
   * @return weights, at least 0 // [component]
   */
  static double[] of(InclusionWeightedMean[] means) {
    double[] variances = variances(means);
    double threshold = threshold(means);
    double[] weights = new double[means.length];
    for (int component = 0; component < means.length; component++) {
      double error = Math.sqrt(means[component].variance(variances[component]));
      double chance = chance(means[component].mean() - threshold, CAUTION * error);
      weights[component] =
          Math.pow(chance, CHANCE_EXPONENT)
              * Math.pow(Math.sqrt(variances[component]), SPREAD_EXPONENT);
    }
    return weights;
  }

  private static double chance(double distance, double error) {
    if (!(error > 0) || Double.isInfinite(distance)) {
      return distance >= 0 ? 1 : 0;
    }
    return NormalDistribution.of(0, 1).cumulativeProbability(distance / error);
  }

  private static double[] variances(InclusionWeightedMean[] means) {
    double[] own = Arrays.stream(means).mapToDouble(InclusionWeightedMean::plainVariance).toArray();
    double[] sorted = own.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    for (int component = 0; component < own.length; component++) {
      double values = means[component].measured() - 1.0;
      double shrunk = (PRIOR_VALUES * median + values * own[component]) / (PRIOR_VALUES + values);
      own[component] = Math.max(own[component], shrunk);
    }
    return own;
  }

  /** Below every mean where all components are among the most fragile. */
  private static double threshold(InclusionWeightedMean[] means) {
    if (means.length <= TOP) {
      return Double.NEGATIVE_INFINITY;
    }
    InclusionWeightedMean[] sorted = means.clone();
    Arrays.sort(sorted, Comparator.comparingDouble(InclusionWeightedMean::mean).reversed());
    return (sorted[TOP - 1].mean() + sorted[TOP].mean()) / 2;
  }
}
