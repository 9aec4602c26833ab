package io.hydrascope.agent.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model of text and images or sound, of which the text model is measured. Its config is the
 * section {@code text_config}; its tensors have longer names than those of the text model alone.
 */
final class Container {
  private static final String TEXT = "text_config";
  private static final String MODEL_TYPE = "model_type";

  /**
   * Configs of transformers before 4.52 have the text model's entries beside {@code vision_config}.
   */
  private static final Set<String> FLAT = Set.of("qwen2_vl", "qwen2_5_vl");

  /** What {@code text_config} is where it does not say so. */
  private static final Map<String, String> DEFAULT_TEXT =
      Map.of(
          "gemma3", "gemma3_text",
          "llava", "llama",
          "llava_next", "llama",
          "mistral3", "mistral",
          "qwen2_vl", "qwen2_vl_text",
          "qwen2_5_vl", "qwen2_5_vl_text",
          "qwen3_vl", "qwen3_vl_text");

  private static final Set<String> BOTH_WAYS = Set.of("paligemma");

  /** Beginnings of names as the layouts of several years have them, and what they become. */
  private static final List<Map.Entry<String, String>> BEGINNINGS =
      List.of(
          Map.entry("model.language_model.lm_head.", "lm_head."),
          Map.entry("model.language_model.model.", "model."),
          Map.entry("model.language_model.", "model."),
          Map.entry("language_model.lm_head.", "lm_head."),
          Map.entry("language_model.model.", "model."),
          Map.entry("language_model.", "model."),
          Map.entry("model.text_model.", "model."));

  private Container() {}

  static boolean is(Config whole) {
    return whole.has(TEXT) || whole.text(MODEL_TYPE).map(FLAT::contains).orElse(false);
  }

  /**
   * @throws BadCheckpointException if the text model does not read from left to right
   */
  static Config text(Config whole) {
    String type = whole.modelType();
    if (BOTH_WAYS.contains(type)) {
      throw whole.bad(
          MODEL_TYPE,
          "=%s is not supported: its prompts are read in both directions".formatted(type));
    }
    if (!whole.has(TEXT)) {
      return whole.with(MODEL_TYPE, type + "_text");
    }
    Config text = whole.section(TEXT).orElseThrow().withMissing("tie_word_embeddings", whole);
    return text.has(MODEL_TYPE) || !DEFAULT_TEXT.containsKey(type)
        ? text
        : text.with(MODEL_TYPE, DEFAULT_TEXT.getOrDefault(type, type));
  }

  /** The text model's tensors under the names that they have in a model of text alone. */
  static Map<String, TensorInfo> text(Map<String, TensorInfo> tensors) {
    Map<String, TensorInfo> renamed = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String shorter = shorter(name);
          if (renamed.putIfAbsent(shorter, tensor.named(shorter)) != null) {
            throw new BadCheckpointException(
                "tensor %s is there under two names, one of them %s: it must have one"
                    .formatted(shorter, name));
          }
        });
    return renamed;
  }

  private static String shorter(String name) {
    for (Map.Entry<String, String> beginning : BEGINNINGS) {
      if (name.startsWith(beginning.getKey())) {
        return beginning.getValue() + name.substring(beginning.getKey().length());
      }
    }
    return name;
  }
}
