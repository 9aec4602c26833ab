package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.transformer.Rotary;

/**
 * YaRN (Peng et al. 2023): pairs that turn often over the original context are kept, those that
 * turn seldom are stretched by the factor, those between blended; all scores grow by an attention
 * factor, half of it on queries and half on keys.
 *
 * @param width how many of a head's values turn
 */
record Yarn(Rope rope, int width, int originalContext) {
  private static final double BETA_FAST = 32;
  private static final double BETA_SLOW = 1;
  private static final double SINGULARITY = 0.001;

  /**
   * @param plain frequencies for the original context // [pair]
   */
  Rotary rotary(double[] plain) {
    double factor = section().positive("factor");
    double low = pairThatTurns(section().positive("beta_fast", BETA_FAST));
    double high = pairThatTurns(section().positive("beta_slow", BETA_SLOW));
    if (section().flag("truncate", true)) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, width - 1);
    if (high == low) {
      high += SINGULARITY;
    }
    float[] frequencies = new float[plain.length];
    for (int pair = 0; pair < plain.length; pair++) {
      double stretch = Math.min(1, Math.max(0, (pair - low) / (high - low)));
      frequencies[pair] = (float) (plain[pair] / factor * stretch + plain[pair] * (1 - stretch));
    }
    return new Rotary(frequencies, false, (float) attentionFactor(factor));
  }

  /** The pair, in fractions of one, that turns so many times over the original context. */
  private double pairThatTurns(double times) {
    double pair =
        width * Math.log(originalContext / (times * 2 * Math.PI)) / (2 * Math.log(rope.theta()));
    if (!Double.isFinite(pair)) {
      throw section().bad("rope_theta", "=" + rope.theta() + " does not go with yarn");
    }
    return pair;
  }

  private double attentionFactor(double factor) {
    if (section().has("attention_factor")) {
      return section().positive("attention_factor");
    }
    if (section().has("mscale") && section().has("mscale_all_dim")) {
      double all = section().positive("mscale_all_dim");
      return scale(factor, section().positive("mscale")) / scale(factor, all);
    }
    return scale(factor, 1);
  }

  private static double scale(double factor, double weight) {
    return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
  }

  private Config section() {
    return rope.section().orElseThrow();
  }
}
