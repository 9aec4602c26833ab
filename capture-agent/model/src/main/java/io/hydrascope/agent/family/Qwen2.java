package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/** Qwen 2 and 2.5: Llama with biases on queries, keys and values; upper layers may slide. */
final class Qwen2 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
       "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-6,
       "rope_theta": 10000, "tie_word_embeddings": false, "use_sliding_window": false,
       "sliding_window": 4096, "max_window_layers": 28}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).full(pieces.size());
    Windows windows = windows(config, pieces.size().layers());
    return pieces.transformer(
        pieces.blocks((layer, named) -> block(pieces, rotary, windows.of(layer), named)));
  }

  /** Layers from {@code max_window_layers} on slide, if any does. */
  static Windows windows(Config config, int layers) {
    Optional<Integer> window =
        config.flag("use_sliding_window", false) ? Windows.window(config) : Optional.empty();
    int first = config.count("max_window_layers");
    return Windows.of(config, layers, layer -> window.isPresent() && layer >= first, window);
  }

  private static TransformerBlock block(
      LlamaWeights pieces, Rotary rotary, Optional<Integer> window, NamedWeights weights) {
    NamedWeights attention = weights.below("self_attn.");
    return new TransformerBlock(
        pieces.normsBefore(weights, "input_layernorm"),
        new Attention(
            pieces.projections(attention, true),
            Optional.empty(),
            Optional.of(rotary),
            pieces.scores(window),
            pieces.output(attention, false)),
        pieces.normsBefore(weights, "post_attention_layernorm"),
        pieces.mlp(weights.below("mlp."), "hidden_act", false),
        false);
  }
}
