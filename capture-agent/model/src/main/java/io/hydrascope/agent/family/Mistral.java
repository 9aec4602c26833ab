package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.LlamaWeights.Biases;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;

/** Mistral: Llama with a sliding window in every layer. */
public final class Mistral implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 14336,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
       "hidden_act": "silu", "max_position_embeddings": 131072, "rms_norm_eps": 1e-6,
       "rope_theta": 10000, "tie_word_embeddings": false, "sliding_window": 4096}
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
