package io.hydrascope.analysis;

import io.hydrascope.schemas.rows.Estimate;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean over prompts of a value that was measured on some of them: prompt t with probability π_t
 * > 0 that was fixed before the prompt, I_t = 1 where it was measured. The prompt is the unit.
 *
 * <p>{@link #augmented()}, the difference estimator:
 *
 * <pre>
 * Γ_t = m_t + I_t (x_t − m_t) / π_t       m_t = mean of the values measured before t, 0 at first
 * mean = Γ̄ = Σ Γ_t / T
 * variance = max( Σ (Γ_t − Γ̄)² / (T (T − 1)),  s² Σ 1/π_t / T² )      s² of the measured values
 * </pre>
 *
 * E[Γ_t | past, x_t] = x_t whatever m_t is, since m_t and π_t are known before I_t is drawn. So the
 * mean is unbiased for the mean of all T prompts in any order and under any rule that looks at the
 * past only, and Γ_t − E[Γ_t | past] are martingale differences, whose central limit theorem gives
 * the interval. m_t = 0 would be Horvitz and Thompson's estimator, which pays for the mean's size.
 * The variance's second term is what the probabilities imply at the spread seen: without it a value
 * that was measured on the first prompts and then rarely has scores that stand still, and an
 * interval that is far too short.
 *
 * <p>{@link #selfNormalised()}, which needs the measured rows alone, w = I/π:
 *
 * <pre>
 * mean = Σ w x / Σ w          variance = Σ w² (x − mean)² / (Σ w)² · n / (n − 1)
 * </pre>
 *
 * A ratio, with a bias of order 1/n_eff. Both intervals take Student's t with n_eff − 1 degrees of
 * freedom, n_eff = (Σ w)² / Σ w² (Kish 1965).
 *
 * <p>Horvitz and Thompson 1952; Hájek 1971; Särndal, Swensson and Wretman 1992, §6.3, for the
 * difference estimator; Robins, Rotnitzky and Zhao 1994; Hadad et al. 2021 (PNAS 118) for
 * experiments whose probabilities adapt.
 */
public final class InclusionWeightedMean {
  private static final double TAIL = 0.025;

  private long prompts;
  private long measured;
  private double scoreMean; // of Γ
  private double scoreSquares; // Σ(Γ − Γ̄)²
  private double plainMean; // of the measured x, unweighted
  private double plainSquares; // Σ(x − plain mean)²
  private double inverseSum; // Σ 1/π over all prompts
  private double weightSum; // Σ w
  private double weightedMean; // Σ w x / Σ w
  private double weightSquareSum; // Σ w²
  private double squareWeightedMean; // Σ w² x / Σ w²
  private double squareWeightedSquares; // Σ w² (x − square-weighted mean)²

  /** A prompt on which the value was not measured though it had the probability. */
  public void skip(double probability) {
    requireProbability(probability);
    addScore(plainMean);
    inverseSum += 1 / probability;
  }

  /** A prompt on which the value was measured. */
  public void add(double probability, double x) {
    requireProbability(probability);
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("x=" + x + " is not finite");
    }
    double weight = 1 / probability;
    addScore(plainMean + weight * (x - plainMean));
    inverseSum += weight;
    addWeighted(weight, x);
    measured++;
    double difference = x - plainMean;
    plainMean += difference / measured;
    plainSquares += difference * (x - plainMean);
  }

  private static void requireProbability(double probability) {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability=" + probability + " is not in (0, 1]");
    }
  }

  private void addScore(double score) {
    prompts++;
    double difference = score - scoreMean;
    scoreMean += difference / prompts;
    scoreSquares += difference * (score - scoreMean);
  }

  private void addWeighted(double weight, double x) {
    weightSum += weight;
    weightedMean += weight / weightSum * (x - weightedMean);
    double square = weight * weight;
    weightSquareSum += square;
    double difference = x - squareWeightedMean;
    squareWeightedMean += square / weightSquareSum * difference;
    squareWeightedSquares += square * difference * (x - squareWeightedMean);
  }

  /** How many prompts were seen, measured or not. */
  public long prompts() {
    return prompts;
  }

  /** On how many prompts the value was measured. */
  public long measured() {
    return measured;
  }

  /** (Σ w)² / Σ w²: how many equally weighted prompts the measured ones are worth; 0 for none. */
  public double effectivePrompts() {
    return measured == 0 ? 0 : weightSum * weightSum / weightSquareSum;
  }

  /** The difference estimate with its 95% interval; without ends below 2 measured prompts. */
  public Estimate augmented() {
    return measured == 0 ? Estimate.UNDEFINED : interval(scoreMean, variance(plainVariance()));
  }

  /** The self-normalised estimate with its 95% interval; without ends below 2 measured prompts. */
  public Estimate selfNormalised() {
    if (measured == 0) {
      return Estimate.UNDEFINED;
    }
    double shift = weightedMean - squareWeightedMean;
    double squares = squareWeightedSquares + weightSquareSum * shift * shift;
    double variance = squares / (weightSum * weightSum) * measured / (measured - 1.0);
    return interval(weightedMean, variance);
  }

  private Estimate interval(double mean, double variance) {
    double degrees = effectivePrompts() - 1;
    if (measured < 2 || !(degrees > 0)) {
      return new Estimate(mean, null, null);
    }
    double half = TDistribution.of(degrees).inverseSurvivalProbability(TAIL) * Math.sqrt(variance);
    return new Estimate(mean, mean - half, mean + half);
  }

  /** The difference estimate alone; 0 before the first prompt. */
  double mean() {
    return scoreMean;
  }

  /**
   * Of {@link #mean()}, where the values' own variance is taken to be the given one; from the
   * second prompt on.
   */
  double variance(double valueVariance) {
    double seen = scoreSquares / (prompts * (prompts - 1.0));
    double implied = valueVariance * inverseSum / ((double) prompts * prompts);
    return Math.max(seen, implied);
  }

  /** The mean of the measured values, unweighted: biased where the probabilities adapt. */
  double plainMean() {
    return plainMean;
  }

  /** The variance of the measured values, unweighted; NaN below two. */
  double plainVariance() {
    return measured < 2 ? Double.NaN : plainSquares / (measured - 1.0);
  }
}
