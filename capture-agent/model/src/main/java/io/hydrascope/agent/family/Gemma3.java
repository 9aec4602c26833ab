package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.Rope.LayerType;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;

/**
 * Gemma 3's text model: most layers slide and turn by a θ of their own, each head's queries and
 * keys are normed.
 */
final class Gemma3 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 262208, "hidden_size": 2304, "intermediate_size": 9216,
       "num_hidden_layers": 26, "num_attention_heads": 8, "num_key_value_heads": 4,
       "head_dim": 256, "hidden_activation": "gelu_pytorch_tanh",
       "max_position_embeddings": 131072, "rms_norm_eps": 1e-6, "rope_theta": 1000000,
       "rope_local_base_freq": 10000, "tie_word_embeddings": true, "attention_bias": false,
       "query_pre_attn_scalar": 256, "sliding_window": 4096, "sliding_window_pattern": 6}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    if (config.has("attn_logit_softcapping")) {
      throw config.bad("attn_logit_softcapping", "is not supported for this model_type");
    }
    GemmaWeights pieces = GemmaWeights.of(config, weights, Optional.empty());
    Dimensions size = pieces.llama().size();
    Rotary global = Rope.of(config, LayerType.FULL, "rope_theta").full(size);
    Rotary local = Rope.of(config, LayerType.SLIDING, "rope_local_base_freq").full(size);
    int pattern = config.size("sliding_window_pattern");
    Windows windows = Windows.byLayer(config, size.layers(), layer -> (layer + 1) % pattern != 0);
    return pieces.transformer(
        pieces
            .llama()
            .blocks(
                (layer, named) ->
                    pieces.block(
                        named,
                        windows.isSliding(layer) ? local : global,
                        windows.of(layer),
                        Optional.of(pieces.llama().headNorms(named.below("self_attn."))))));
  }
}
