package io.hydrascope.agent.adapter;

import io.hydrascope.agent.checkpoint.Config;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code adapter_config.json} says of a LoRA adapter, as PEFT 0.21 writes it.
 *
 * @param alpha numerator of the scale
 * @param rankStabilised whether the scale is {@code alpha/√r} and not {@code alpha/r}
 * @param alphas by pattern of a module's name
 * @param replaced names of modules that were trained whole, {@code modules_to_save}
 * @param tied whether what replaces an embedding also replaces a tied unembedding
 * @param tokens rows that {@code trainable_token_indices} names, by module
 */
record AdapterConfig(
    double alpha,
    boolean rankStabilised,
    Map<String, Double> alphas,
    List<String> replaced,
    boolean tied,
    Map<String, List<Integer>> tokens) {
  private static final String EMBEDDING = "embed_tokens";

  /** Ways to begin that take something out of the base's weights, which is no longer there. */
  private static final Set<String> CHANGES_BASE =
      Set.of("pissa", "olora", "loftq", "corda", "lora_ga");

  /** What makes an adapter's effect depend on more than its own tensors. */
  private static final List<String> NOT_SUPPORTED =
      List.of(
          "layer_replication",
          "megatron_config",
          "alora_invocation_tokens",
          "arrow_config",
          "use_bdlora",
          "use_qalora",
          "kasa_config",
          "monteclora_config",
          "velora_config");

  /**
   * @throws io.hydrascope.agent.checkpoint.BadCheckpointException naming key and value if PEFT
   *     would do something else with it than add to a base as it is
   */
  static AdapterConfig of(Config config) {
    String type = config.text("peft_type").orElse("missing");
    if (!type.equals("LORA")) {
      throw config.bad(
          "peft_type",
          "=%s is not supported; supported: LORA. Merge it with PEFT's merge_and_unload"
              .formatted(type));
    }
    refuseOtherBase(config);
    for (String key : NOT_SUPPORTED) {
      if (config.isGiven(key)) {
        throw config.bad(key, "is not supported: merge it with PEFT's merge_and_unload");
      }
    }
    return new AdapterConfig(
        config.positive("lora_alpha", 8),
        config.flag("use_rslora", false),
        config.positivesByName("alpha_pattern"),
        config.words("modules_to_save"),
        config.flag("ensure_weight_tying", false),
        config.indicesByName("trainable_token_indices", EMBEDDING));
  }

  private static void refuseOtherBase(Config config) {
    Optional<String> beginning = config.textOrFlag("init_lora_weights");
    beginning
        .filter(
            name ->
                CHANGES_BASE.stream().anyMatch(name.toLowerCase(java.util.Locale.ROOT)::startsWith))
        .ifPresent(
            name -> {
              throw config.bad(
                  "init_lora_weights",
                  "=%s is not supported: it changed the base's weights, so that the adapter does not"
                          .formatted(name)
                      + " fit the base; convert it with PEFT's path_initial_model_for_weight_conversion");
            });
  }

  /**
   * {@code alpha/r}, or {@code alpha/√r}.
   *
   * @param module name within the base
   */
  double scale(String module, int rank) {
    double own =
        alphas.entrySet().stream()
            .filter(entry -> new ModulePattern(entry.getKey()).matches(module))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(alpha);
    return own / (rankStabilised ? Math.sqrt(rank) : rank);
  }

  boolean replaces(String module) {
    return replaced.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
  }

  /** The rows of a module that are trained; empty if none is. */
  Optional<List<Integer>> tokensOf(String module) {
    return tokens.entrySet().stream()
        .filter(entry -> module.equals(entry.getKey()) || module.endsWith("." + entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
