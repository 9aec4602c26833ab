package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.LlamaWeights.Biases;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;

/** Qwen 2 and 2.5: Llama with biases on queries, keys and values; upper layers may slide. */
final class Qwen2 implements Family {
  private static final String TEXT =
      """
      {"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
       "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-6,
       "rope_theta": 10000, "tie_word_embeddings": false, "use_sliding_window": false,
       "sliding_window": 4096, "max_window_layers": 28}
      """;

  /** The text model of Qwen2-VL and Qwen2.5-VL. */
  private static final String BESIDE_IMAGES =
      """
      {"vocab_size": 152064, "hidden_size": 8192, "intermediate_size": 29568,
       "num_hidden_layers": 80, "num_attention_heads": 64, "num_key_value_heads": 8,
       "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-5,
       "rope_theta": 1000000, "tie_word_embeddings": false, "use_sliding_window": false,
       "sliding_window": 4096, "max_window_layers": 80}
      """;

  private static final Biases BIASES = new Biases(true, false, false);

  private final String defaults;

  private Qwen2(String defaults) {
    this.defaults = defaults;
  }

  static Qwen2 ofText() {
    return new Qwen2(TEXT);
  }

  static Qwen2 besideImages() {
    return new Qwen2(BESIDE_IMAGES);
  }

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(defaults);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).full(pieces.size());
    Windows windows = windows(config, pieces.size().layers());
    return pieces.transformer(
        pieces.blocks(
            (layer, named) -> pieces.block(named, Optional.of(rotary), windows.of(layer), BIASES)));
  }

  /** Layers from {@code max_window_layers} on slide, if any does. */
  static Windows windows(Config config, int layers) {
    Optional<Integer> window =
        config.flag("use_sliding_window", false) ? Windows.window(config) : Optional.empty();
    int first = config.count("max_window_layers");
    return Windows.of(config, layers, layer -> window.isPresent() && layer >= first, window);
  }
}
