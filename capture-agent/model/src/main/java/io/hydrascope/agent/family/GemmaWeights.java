package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Attention.QueryKeyNorm;
import io.hydrascope.agent.transformer.Attention.Scores;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.List;
import java.util.Optional;

/**
 * What Gemma 2 and 3 share: Llama's names, norms before and after both halves of a layer with
 * {@code 1 + gain}, tanh GELU, embeddings times √d_model.
 *
 * @param scoreCap soft limit of attention scores
 */
record GemmaWeights(LlamaWeights llama, Optional<Float> scoreCap) {
  static GemmaWeights of(Config config, Weights weights, Optional<Float> scoreCap) {
    config.require("use_bidirectional_attention", false, false, "causal models are");
    return new GemmaWeights(LlamaWeights.of(config, weights, 1), scoreCap);
  }

  static Optional<Float> cap(Config config, String name) {
    return config.has(name) ? Optional.of((float) config.positive(name)) : Optional.empty();
  }

  /** The reference rounds √d_model to the type that it computes in: fp32 here. */
  Transformer transformer(List<TransformerBlock> blocks) {
    return llama.transformer(
        blocks, Math.sqrt(llama.size().width()), cap(llama.config(), "final_logit_softcapping"));
  }

  TransformerBlock block(
      NamedWeights weights,
      Rotary rotary,
      Optional<Integer> window,
      Optional<QueryKeyNorm> queryKeyNorm) {
    NamedWeights attention = weights.below("self_attn.");
    boolean bias = llama.config().flag("attention_bias", false);
    return new TransformerBlock(
        llama.normsAround(weights, "input_layernorm", "post_attention_layernorm"),
        new Attention(
            llama.projections(attention, bias),
            queryKeyNorm,
            Optional.of(rotary),
            scores(window),
            llama.output(attention, bias)),
        llama.normsAround(weights, "pre_feedforward_layernorm", "post_feedforward_layernorm"),
        llama.mlp(weights.below("mlp."), "hidden_activation", false),
        false);
  }

  private Scores scores(Optional<Integer> window) {
    double scale = 1 / Math.sqrt(llama.config().positive("query_pre_attn_scalar"));
    return new Scores((float) scale, scoreCap, window, Optional.empty());
  }
}
