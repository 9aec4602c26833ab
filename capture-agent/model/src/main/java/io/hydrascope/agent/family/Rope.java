package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Rotary;
import java.util.Optional;

/**
 * What a config says about rotary positions, in its older form ({@code rope_theta} beside {@code
 * rope_scaling}) and its present one ({@code rope_parameters} with all in it).
 *
 * @param config for errors and sizes outside the section
 * @param section {@code rope_parameters} or {@code rope_scaling}
 */
record Rope(Config config, Optional<Config> section, double theta, double partialFactor) {
  private static final String[] PER_LAYER_TYPE = {"full_attention", "sliding_attention"};

  static Rope of(Config config) {
    return of(config, "rope_theta", "partial_rotary_factor");
  }

  /**
   * @param thetaName of θ where it lies outside the section
   * @param partialName of the part of a head that turns, where it lies outside the section
   */
  static Rope of(Config config, String thetaName, String partialName) {
    Optional<Config> section =
        config.section("rope_scaling").or(() -> config.section("rope_parameters"));
    section.ifPresent(Rope::requireFlat);
    return of(config, section, config.positive(thetaName), config.positive(partialName, 1));
  }

  /**
   * @param theta where the section has none
   * @param partialFactor where the section has none
   */
  static Rope of(Config config, Optional<Config> section, double theta, double partialFactor) {
    return new Rope(
        config,
        section,
        section.map(own -> own.positive("rope_theta", theta)).orElse(theta),
        section
            .map(own -> own.positive("partial_rotary_factor", partialFactor))
            .orElse(partialFactor));
  }

  /** Turns whole heads. */
  Rotary full(Dimensions size) {
    if (partialFactor != 1) {
      throw section
          .filter(own -> own.has("partial_rotary_factor"))
          .orElse(config)
          .bad(
              "partial_rotary_factor",
              "=%s is not supported; supported: 1".formatted(partialFactor));
    }
    return partial(size);
  }

  /** Turns the first part of a head. */
  Rotary partial(Dimensions size) {
    int width = (int) (size.headWidth() * partialFactor);
    if (width < 2 || width % 2 != 0 || width > size.headWidth()) {
      throw config.bad(
          "head_dim",
          "=%d of which a part of %s turns: that must be an even number of values"
              .formatted(size.headWidth(), partialFactor));
    }
    Rotary rotary = new RotaryFrequencies(this, width, size.contextLength()).rotary();
    for (float frequency : rotary.frequencies()) {
      if (!Float.isFinite(frequency)) {
        throw config.bad("rope_theta", "=%s turns a pair by %s".formatted(theta, frequency));
      }
    }
    return rotary;
  }

  String type() {
    Optional<String> type = section.flatMap(own -> own.text("rope_type"));
    Optional<String> older = section.flatMap(own -> own.text("type"));
    if (type.isPresent() && older.isPresent() && !type.equals(older)) {
      throw section
          .orElseThrow()
          .bad("rope_type", "=%s and type=%s differ".formatted(type.get(), older.get()));
    }
    return type.or(() -> older).orElse("default");
  }

  private static void requireFlat(Config section) {
    for (String layerType : PER_LAYER_TYPE) {
      if (section.has(layerType)) {
        throw section.bad(layerType, "is not supported for this model_type: one for all layers is");
      }
    }
  }
}
