package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import java.util.Optional;

/**
 * How fast each pair of a head's values turns with the position, {@code θ^(-2i/d_head)} radians,
 * slowed down as {@code rope_scaling} or its newer name {@code rope_parameters} says.
 */
final class RotaryFrequencies {
  private static final double DEFAULT_THETA = 10_000;

  private RotaryFrequencies() {}

  static float[] of(Config config, Dimensions size) {
    if (size.headWidth() % 2 != 0) {
      throw config.bad("head_dim", "=" + size.headWidth() + ": rotary positions need an even one");
    }
    Optional<Config> scaling =
        config.section("rope_parameters").or(() -> config.section("rope_scaling"));
    double theta =
        scaling
            .filter(section -> section.has("rope_theta"))
            .map(section -> section.positive("rope_theta"))
            .orElseGet(() -> config.positive("rope_theta", DEFAULT_THETA));
    float[] frequencies = new float[size.headWidth() / 2];
    for (int pair = 0; pair < frequencies.length; pair++) {
      double plain = Math.pow(theta, -2.0 * pair / size.headWidth());
      frequencies[pair] =
          (float) scaling.map(section -> scaled(section, plain)).orElse(plain).doubleValue();
    }
    return frequencies;
  }

  private static double scaled(Config scaling, double frequency) {
    String type = scaling.text("rope_type").or(() -> scaling.text("type")).orElse("default");
    return switch (type) {
      case "default" -> frequency;
      case "linear" -> frequency / scaling.positive("factor");
      case "llama3" -> llama3(scaling, frequency);
      default ->
          throw scaling.bad(
              "rope_type", "=" + type + " is not supported; supported: default, linear, llama3");
    };
  }

  /** Long wavelengths are stretched by the factor, short ones kept, those between blended. */
  private static double llama3(Config scaling, double frequency) {
    double factor = scaling.positive("factor");
    double low = scaling.positive("low_freq_factor");
    double high = scaling.positive("high_freq_factor");
    if (high <= low) {
      throw scaling.bad("high_freq_factor", "=%s is not above low_freq_factor".formatted(high));
    }
    double turns = scaling.positive("original_max_position_embeddings") * frequency / (2 * Math.PI);
    double keep = Math.min(1, Math.max(0, (turns - low) / (high - low)));
    return (1 - keep) * frequency / factor + keep * frequency;
  }
}
