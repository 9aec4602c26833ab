package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/** Qwen 3: Llama with a norm of each head's queries and keys; upper layers may slide. */
final class Qwen3 implements Family {
  private static final String TEXT =
      """
      {"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
       "head_dim": 128, "hidden_act": "silu", "max_position_embeddings": 32768,
       "rms_norm_eps": 1e-6, "rope_theta": 10000, "tie_word_embeddings": false,
       "attention_bias": false, "use_sliding_window": false, "sliding_window": 4096,
       "max_window_layers": 28}
      """;

  /** The text model of Qwen3-VL. */
  private static final String BESIDE_IMAGES =
      """
      {"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 22016,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
       "head_dim": 128, "hidden_act": "silu", "max_position_embeddings": 128000,
       "rms_norm_eps": 1e-6, "rope_theta": 500000, "tie_word_embeddings": false,
       "attention_bias": false, "use_sliding_window": false, "max_window_layers": 28}
      """;

  private final String defaults;

  private Qwen3(String defaults) {
    this.defaults = defaults;
  }

  static Qwen3 ofText() {
    return new Qwen3(TEXT);
  }

  static Qwen3 besideImages() {
    return new Qwen3(BESIDE_IMAGES);
  }

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(defaults);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).full(pieces.size());
    Windows windows = Qwen2.windows(config, pieces.size().layers());
    return pieces.transformer(
        pieces.blocks((layer, named) -> block(pieces, rotary, windows.of(layer), named)));
  }

  private static TransformerBlock block(
      LlamaWeights pieces, Rotary rotary, Optional<Integer> window, NamedWeights weights) {
    NamedWeights attention = weights.below("self_attn.");
    boolean bias = pieces.config().flag("attention_bias", false);
    return new TransformerBlock(
        pieces.normsBefore(weights, "input_layernorm"),
        new Attention(
            pieces.projections(attention, bias),
            Optional.of(pieces.headNorms(attention)),
            Optional.of(rotary),
            pieces.scores(window),
            pieces.output(attention, bias)),
        pieces.normsBefore(weights, "post_attention_layernorm"),
        pieces.mlp(weights.below("mlp."), "hidden_act", false),
        false);
  }
}
