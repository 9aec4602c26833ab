package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.transformer.Rotary;

/**
 * LongRoPE (Ding et al. 2024): each pair is slowed down by a factor of its own, by one list within
 * the original context and by another beyond it; all scores grow by an attention factor. Prompts
 * here stay within the original context ({@link Rope#samePositions}), so that the first list is the
 * one that counts.
 *
 * @param width how many of a head's values turn
 * @param originalContext positions that the model was trained on at first
 */
record LongRope(Rope rope, int width, int originalContext) {

  /**
   * @param plain frequencies before they are slowed down // [pair]
   */
  Rotary rotary(double[] plain) {
    double[] factors = section().positives("short_factor", width / 2);
    section().positives("long_factor", width / 2);
    float[] frequencies = new float[plain.length];
    for (int pair = 0; pair < plain.length; pair++) {
      frequencies[pair] = (float) (plain[pair] / factors[pair]);
    }
    return new Rotary(frequencies, false, (float) attentionFactor());
  }

  /** {@code √(1 + ln factor / ln original context)} unless the config gives one. */
  private double attentionFactor() {
    if (section().has("attention_factor")) {
      return section().positive("attention_factor");
    }
    double factor =
        section()
            .positive(
                "factor", (double) rope.config().size("max_position_embeddings") / originalContext);
    return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalContext));
  }

  private Config section() {
    return rope.section().orElseThrow();
  }
}
