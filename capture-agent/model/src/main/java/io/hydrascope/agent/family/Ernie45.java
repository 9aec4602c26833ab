package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.LlamaWeights.Biases;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;

/** ERNIE 4.5: Llama whose rotary pairs lie next to each other. */
final class Ernie45 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 103424, "hidden_size": 1024, "intermediate_size": 3072,
       "num_hidden_layers": 18, "num_attention_heads": 16, "num_key_value_heads": 2,
       "head_dim": 128, "hidden_act": "silu", "max_position_embeddings": 131072,
       "rms_norm_eps": 1e-5, "rope_theta": 500000, "tie_word_embeddings": true,
       "use_bias": false}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).full(pieces.size()).sideBySide();
    boolean bias = config.flag("use_bias", false);
    Biases biases = new Biases(bias, bias, bias);
    return pieces.transformer(
        pieces.blocks(
            (layer, named) -> pieces.block(named, Optional.of(rotary), Optional.empty(), biases)));
  }
}
