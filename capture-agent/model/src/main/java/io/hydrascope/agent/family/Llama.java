package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.LlamaWeights.Biases;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;

/** Llama 1 to 3: rotary positions, RMSNorm, grouped keys and values, gated MLP. */
final class Llama implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 11008,
       "num_hidden_layers": 32, "num_attention_heads": 32, "hidden_act": "silu",
       "max_position_embeddings": 2048, "rms_norm_eps": 1e-6, "rope_theta": 10000,
       "tie_word_embeddings": false, "attention_bias": false, "mlp_bias": false}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).full(pieces.size());
    boolean attentionBias = config.flag("attention_bias", false);
    Biases biases = new Biases(attentionBias, attentionBias, config.flag("mlp_bias", false));
    return pieces.transformer(
        pieces.blocks(
            (layer, named) -> pieces.block(named, Optional.of(rotary), Optional.empty(), biases)));
  }
}
