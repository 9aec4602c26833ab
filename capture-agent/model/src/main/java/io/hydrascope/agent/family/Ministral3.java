package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.LlamaWeights.Biases;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;

/**
 * Ministral 3: Mistral with YaRN. Beyond the original context its queries grow with the position
 * ({@code llama_4_scaling_beta}); prompts here stay within it.
 */
final class Ministral3 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 131072, "hidden_size": 4096, "intermediate_size": 14336,
       "num_hidden_layers": 34, "num_attention_heads": 32, "num_key_value_heads": 8,
       "head_dim": 128, "hidden_act": "silu", "max_position_embeddings": 262144,
       "rms_norm_eps": 1e-5, "rope_theta": 1000000, "tie_word_embeddings": false,
       "rope_parameters": {"type": "yarn", "rope_theta": 1000000, "factor": 16,
         "original_max_position_embeddings": 16384, "beta_fast": 32, "beta_slow": 1,
         "mscale_all_dim": 1, "mscale": 1, "llama_4_scaling_beta": 0.1}}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).full(pieces.size());
    Windows windows = Windows.everywhere(config, pieces.size().layers());
    return pieces.transformer(
        pieces.blocks(
            (layer, named) ->
                pieces.block(named, Optional.of(rotary), windows.of(layer), Biases.NONE)));
  }
}
