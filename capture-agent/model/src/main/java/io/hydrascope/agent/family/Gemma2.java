package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;

/** Gemma 2: every other layer slides; scores and logits are softly capped. */
final class Gemma2 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 256000, "hidden_size": 2304, "intermediate_size": 9216,
       "num_hidden_layers": 26, "num_attention_heads": 8, "num_key_value_heads": 4,
       "head_dim": 256, "hidden_activation": "gelu_pytorch_tanh",
       "max_position_embeddings": 8192, "rms_norm_eps": 1e-6, "rope_theta": 10000,
       "tie_word_embeddings": true, "attention_bias": false, "query_pre_attn_scalar": 256,
       "sliding_window": 4096, "final_logit_softcapping": 30, "attn_logit_softcapping": 50}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    GemmaWeights pieces =
        GemmaWeights.of(config, weights, GemmaWeights.cap(config, "attn_logit_softcapping"));
    Dimensions size = pieces.llama().size();
    Rotary rotary = Rope.of(config).full(size);
    Windows windows = Windows.byLayer(config, size.layers(), layer -> layer % 2 == 0);
    return pieces.transformer(
        pieces
            .llama()
            .blocks(
                (layer, named) ->
                    pieces.block(named, rotary, windows.of(layer), Optional.empty())));
  }
}
