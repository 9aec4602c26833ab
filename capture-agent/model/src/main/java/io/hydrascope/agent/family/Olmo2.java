package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Attention.QueryKeyNorm;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/** OLMo 2: norms of what is added instead of what is read, and of all queries and keys together. */
final class Olmo2 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 50304, "hidden_size": 4096, "intermediate_size": 11008,
       "num_hidden_layers": 32, "num_attention_heads": 32, "hidden_act": "silu",
       "max_position_embeddings": 2048, "rms_norm_eps": 1e-5, "rope_theta": 10000,
       "tie_word_embeddings": false, "attention_bias": false}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rotary rotary = Rope.of(config).full(pieces.size());
    return pieces.transformer(
        pieces.blocks((layer, named) -> block(pieces, rotary, Optional.empty(), named)));
  }

  /** A layer that slides, or sees everything, and turns in its way. */
  static TransformerBlock block(
      LlamaWeights pieces, Rotary rotary, Optional<Integer> window, NamedWeights weights) {
    NamedWeights attention = weights.below("self_attn.");
    boolean bias = pieces.config().flag("attention_bias", false);
    QueryKeyNorm norm =
        new QueryKeyNorm(
            pieces.norm(attention, "q_norm", pieces.size().queryWidth()),
            pieces.norm(attention, "k_norm", pieces.size().keyWidth()),
            true);
    return new TransformerBlock(
        pieces.normsAfter(weights, "post_attention_layernorm"),
        new Attention(
            pieces.projections(attention, bias),
            Optional.of(norm),
            Optional.of(rotary),
            pieces.scores(window),
            pieces.output(attention, bias)),
        pieces.normsAfter(weights, "post_feedforward_layernorm"),
        pieces.mlp(weights.below("mlp."), "hidden_act", false),
        false);
  }
}
