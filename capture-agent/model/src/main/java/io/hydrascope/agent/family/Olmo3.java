package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.Rope.LayerType;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;

/** OLMo 3: OLMo 2 of which three layers in four slide; the others' positions may be scaled. */
final class Olmo3 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 50304, "hidden_size": 4096, "intermediate_size": 11008,
       "num_hidden_layers": 32, "num_attention_heads": 32, "hidden_act": "silu",
       "max_position_embeddings": 2048, "rms_norm_eps": 1e-5, "rope_theta": 500000,
       "tie_word_embeddings": false, "attention_bias": false, "sliding_window": 4096}
      """;
  private static final String THETA = "rope_theta";
  private static final int PATTERN = 4;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Dimensions size = pieces.size();
    Rotary global = Rope.of(config, LayerType.FULL, THETA).full(size);
    Rotary local = Rope.of(config, LayerType.SLIDING, THETA).full(size);
    Windows windows = Windows.byLayer(config, size.layers(), layer -> (layer + 1) % PATTERN != 0);
    return pieces.transformer(
        pieces.blocks(
            (layer, named) ->
                Olmo2.block(
                    pieces, windows.isSliding(layer) ? local : global, windows.of(layer), named)));
  }
}
