package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Activation;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Attention.Inputs;
import io.hydrascope.agent.transformer.Attention.QueryKeyNorm;
import io.hydrascope.agent.transformer.Attention.Scores;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Linear;
import io.hydrascope.agent.transformer.Mlp;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.Norms;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.List;
import java.util.Optional;

/**
 * What the many descendants of Llama share: the names of weights, RMSNorm, grouped keys and values,
 * gated MLP.
 *
 * @param all weights by full name
 * @param named weights below {@code model.}, or all where only the inner model was saved
 * @param gainOffset of every norm
 */
record LlamaWeights(
    Config config, Dimensions size, NamedWeights all, NamedWeights named, float gainOffset) {

  static LlamaWeights of(Config config, Weights weights) {
    return of(config, weights, 0);
  }

  static LlamaWeights of(Config config, Weights weights, float gainOffset) {
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named = all.has("model.embed_tokens.weight") ? all.below("model.") : all;
    return new LlamaWeights(config, ConfigSizes.ofGroupedHeads(config), all, named, gainOffset);
  }

  List<TransformerBlock> blocks(BlockReader reader) {
    return BlockReader.readAll(size.layers(), named, "layers.", reader);
  }

  Transformer transformer(List<TransformerBlock> blocks) {
    return transformer(blocks, 1, Optional.empty());
  }

  Transformer transformer(
      List<TransformerBlock> blocks, double embeddingScale, Optional<Float> logitCap) {
    TensorInfo embedding = named.tensor("embed_tokens.weight", size.vocabulary(), size.width());
    return new Transformer(
        size,
        embedding,
        (float) embeddingScale,
        Optional.empty(),
        blocks,
        norm(named, "norm"),
        new Unembedding(all, "lm_head", false).of(config, size, embedding),
        logitCap);
  }

  /** A layer as Llama's: both halves read what a norm gives them. */
  TransformerBlock block(
      NamedWeights weights, Optional<Rotary> rotary, Optional<Integer> window, Biases biases) {
    NamedWeights attention = weights.below("self_attn.");
    return new TransformerBlock(
        normsBefore(weights, "input_layernorm"),
        new Attention(
            projections(attention, biases.inputs()),
            Optional.empty(),
            rotary,
            scores(window),
            output(attention, biases.output())),
        normsBefore(weights, "post_attention_layernorm"),
        mlp(weights.below("mlp."), "hidden_act", biases.mlp()),
        false);
  }

  /** Which matrices of a layer have a bias. */
  record Biases(boolean inputs, boolean output, boolean mlp) {
    static final Biases NONE = new Biases(false, false, false);
  }

  /** Norms of what is read and of what is added. */
  Norms normsAround(NamedWeights weights, String before, String after) {
    return new Norms(Optional.of(norm(weights, before)), Optional.of(norm(weights, after)));
  }

  /** Norms of what is added instead of what is read. */
  Norms normsAfter(NamedWeights weights, String name) {
    return new Norms(Optional.empty(), Optional.of(norm(weights, name)));
  }

  Norm norm(NamedWeights weights, String name) {
    return norm(weights, name, size.width());
  }

  Norm norm(NamedWeights weights, String name, int width) {
    return weights.rmsNorm(name, width, config.positive("rms_norm_eps"), gainOffset);
  }

  Norms normsBefore(NamedWeights weights, String name) {
    return Norms.before(norm(weights, name));
  }

  Inputs projections(NamedWeights attention, boolean bias) {
    return Inputs.separate(
        attention.linear("q_proj", size.width(), size.queryWidth(), bias),
        attention.linear("k_proj", size.width(), size.keyWidth(), bias),
        attention.linear("v_proj", size.width(), size.keyWidth(), bias));
  }

  Linear output(NamedWeights attention, boolean bias) {
    return attention.linear("o_proj", size.queryWidth(), size.width(), bias);
  }

  /** The norms of each head. */
  QueryKeyNorm headNorms(NamedWeights attention) {
    return new QueryKeyNorm(
        norm(attention, "q_norm", size.headWidth()),
        norm(attention, "k_norm", size.headWidth()),
        false);
  }

  Mlp mlp(NamedWeights weights, String activation, boolean bias) {
    int hidden = config.size("intermediate_size");
    return new Mlp(
        Optional.of(weights.linear("gate_proj", size.width(), hidden, bias)),
        weights.linear("up_proj", size.width(), hidden, bias),
        weights.linear("down_proj", hidden, size.width(), bias),
        Activation.of(config, activation),
        hidden);
  }

  /** Gate and up in one matrix, one after the other. */
  Mlp fusedMlp(NamedWeights weights) {
    int hidden = config.size("intermediate_size");
    Linear fused = weights.linear("gate_up_proj", size.width(), 2 * hidden, false);
    return new Mlp(
        Optional.of(fused.outputs(0, hidden)),
        fused.outputs(hidden, hidden),
        weights.linear("down_proj", hidden, size.width(), false),
        Activation.of(config, "hidden_act"),
        hidden);
  }

  /** {@code 1/√d_head} on all scores that the window lets through. */
  Scores scores(Optional<Integer> window) {
    return new Scores(
        (float) (1 / Math.sqrt(size.headWidth())), Optional.empty(), window, Optional.empty());
  }
}
