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
  private static final String GROWING_QUERIES = "llama_4_scaling_beta";
  static final String ORIGINAL = "original_max_position_embeddings";

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

  /**
   * Where layers of two types turn differently: {@code rope_parameters} by layer type, or the older
   * form, which scales the positions of layers with full attention alone.
   *
   * @param thetaName of θ where it lies outside the section
   */
  static Rope of(Config config, LayerType layerType, String thetaName) {
    Optional<Config> both = config.section("rope_parameters");
    Optional<Config> older = config.section("rope_scaling");
    if (both.isPresent() && older.isPresent()) {
      throw config.bad("rope_scaling", "beside rope_parameters is not supported; supported: one");
    }
    both.filter(parameters -> parameters.has("rope_type") || parameters.has("rope_theta"))
        .ifPresent(Rope::refuseFlat);
    Optional<Config> section =
        both.isPresent()
            ? both.flatMap(parameters -> parameters.section(layerType.key()))
            : older.filter(scaling -> layerType == LayerType.FULL);
    return of(config, section, config.positive(thetaName), 1);
  }

  /** The kinds of layers that may turn differently. */
  enum LayerType {
    FULL("full_attention"),
    SLIDING("sliding_attention");

    private final String key;

    LayerType(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  private static void refuseFlat(Config parameters) {
    throw parameters.bad(
        "rope_type",
        "for all layers is not supported; supported: full_attention, sliding_attention");
  }

  /**
   * The most positions that are all treated as the first is: with {@code longrope}, longer prompts
   * turn by other factors from their first token on; Ministral 3's later queries grow.
   *
   * @param contextLength of the config
   */
  static int samePositions(Config config, int contextLength) {
    Optional<Config> section =
        config.section("rope_scaling").or(() -> config.section("rope_parameters"));
    return section
        .filter(own -> type(own).equals("longrope") || own.has(GROWING_QUERIES))
        .map(own -> Math.min(contextLength, originalContext(config, own, contextLength)))
        .orElse(contextLength);
  }

  private static int originalContext(Config config, Config section, int otherwise) {
    int original = section.size(ORIGINAL, config.size(ORIGINAL, otherwise));
    requireSameOriginal(config, original);
    return original;
  }

  /** Versions of the reference disagree on which of the two counts. */
  static void requireSameOriginal(Config config, int original) {
    if (config.size(ORIGINAL, original) != original) {
      throw config.bad(
          ORIGINAL,
          "=%d beside %d for rotary positions: they must be equal"
              .formatted(config.size(ORIGINAL), original));
    }
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
    return section.map(Rope::type).orElse("default");
  }

  private static String type(Config section) {
    Optional<String> type = section.text("rope_type").map(Rope::ofText);
    Optional<String> older = section.text("type").map(Rope::ofText);
    if (type.isPresent() && older.isPresent() && !type.equals(older)) {
      throw section.bad("rope_type", "=%s and type=%s differ".formatted(type.get(), older.get()));
    }
    return type.or(() -> older).orElse("default");
  }

  /**
   * A token of text has one position in all three of {@code mrope}'s directions, so that it turns
   * as without them; {@code su} is the older name of longrope.
   */
  private static String ofText(String type) {
    return switch (type) {
      case "mrope" -> "default";
      case "su" -> "longrope";
      default -> type;
    };
  }

  private static void requireFlat(Config section) {
    for (LayerType layerType : LayerType.values()) {
      if (section.has(layerType.key())) {
        throw section.bad(
            layerType.key(), "is not supported for this model_type: one for all layers is");
      }
    }
  }
}
