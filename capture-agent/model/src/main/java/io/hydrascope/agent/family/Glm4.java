package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/**
 * GLM-4 of 2025: norms before and after both halves of a layer, half of each head turns in pairs
 * next to each other, gate and up in one matrix.
 */
final class Glm4 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 151552, "hidden_size": 4096, "intermediate_size": 13696,
       "num_hidden_layers": 40, "num_attention_heads": 32, "num_key_value_heads": 2,
       "head_dim": 128, "hidden_act": "silu", "max_position_embeddings": 131072,
       "rms_norm_eps": 1.5625e-7, "rope_theta": 10000, "tie_word_embeddings": false,
       "attention_bias": true, "partial_rotary_factor": 0.5}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).partial(pieces.size()).sideBySide();
    return pieces.transformer(pieces.blocks((layer, named) -> block(pieces, rotary, named)));
  }

  private static TransformerBlock block(LlamaWeights pieces, Rotary rotary, NamedWeights weights) {
    NamedWeights attention = weights.below("self_attn.");
    return new TransformerBlock(
        pieces.normsAround(weights, "input_layernorm", "post_self_attn_layernorm"),
        new Attention(
            pieces.projections(attention, pieces.config().flag("attention_bias", true)),
            Optional.empty(),
            Optional.of(rotary),
            pieces.scores(Optional.empty()),
            pieces.output(attention, false)),
        pieces.normsAround(weights, "post_attention_layernorm", "post_mlp_layernorm"),
        pieces.fusedMlp(weights.below("mlp.")),
        false);
  }
}
