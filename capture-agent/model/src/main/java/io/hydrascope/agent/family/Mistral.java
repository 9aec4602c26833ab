package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.LlamaWeights.Biases;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;

/**
 * Mistral: Llama with a sliding window in every layer, and Ministral 3, which has none and scales
 * its positions. Beyond the original context the queries of Ministral 3 grow with the position
 * ({@code llama_4_scaling_beta}); prompts here stay within it.
 */
final class Mistral implements Family {
  private static final String FIRST =
      """
      {"vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 14336,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
       "hidden_act": "silu", "max_position_embeddings": 131072, "rms_norm_eps": 1e-6,
       "rope_theta": 10000, "tie_word_embeddings": false, "sliding_window": 4096}
      """;
  private static final String MINISTRAL_3 =
      """
      {"vocab_size": 131072, "hidden_size": 4096, "intermediate_size": 14336,
       "num_hidden_layers": 34, "num_attention_heads": 32, "num_key_value_heads": 8,
       "head_dim": 128, "hidden_act": "silu", "max_position_embeddings": 262144,
       "rms_norm_eps": 1e-5, "rope_theta": 1000000, "tie_word_embeddings": false,
       "rope_parameters": {"type": "yarn", "rope_theta": 1000000, "factor": 16,
         "original_max_position_embeddings": 16384, "beta_fast": 32, "beta_slow": 1,
         "mscale_all_dim": 1, "mscale": 1, "llama_4_scaling_beta": 0.1}}
      """;

  private final String defaults;

  private Mistral(String defaults) {
    this.defaults = defaults;
  }

  static Mistral first() {
    return new Mistral(FIRST);
  }

  static Mistral ministral3() {
    return new Mistral(MINISTRAL_3);
  }

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(defaults);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).full(pieces.size());
    Windows windows = Windows.everywhere(config, pieces.size().layers());
    return pieces.transformer(
        pieces.blocks(
            (layer, named) ->
                pieces.block(named, Optional.of(rotary), windows.of(layer), Biases.NONE)));
  }
}
