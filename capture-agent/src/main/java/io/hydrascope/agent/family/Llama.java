package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.Attention.Inputs;
import io.hydrascope.agent.family.Attention.Scores;
import io.hydrascope.agent.family.Linear.Orientation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Llama: rotary positions, RMSNorm, grouped keys and values, gated MLP. */
final class Llama implements Family {
  private static final double DEFAULT_EPSILON = 1e-6;
  private static final int DEFAULT_CONTEXT = 2048;

  @Override
  public Transformer describe(Config config, Weights weights) {
    Dimensions size = dimensions(config);
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named = all.has("model.embed_tokens.weight") ? all.below("model.") : all;
    TensorInfo embedding = named.tensor("embed_tokens.weight", size.vocabulary(), size.width());
    Rotary rotary = new Rotary(RotaryFrequencies.of(config, size), false, 1);
    List<Block> blocks = new ArrayList<>();
    for (int layer = 0; layer < size.layers(); layer++) {
      blocks.add(block(config, size, rotary, named.below("layers." + layer + ".")));
    }
    return new Transformer(
        size,
        embedding,
        1,
        Optional.empty(),
        blocks,
        named.rmsNorm("norm", size.width(), epsilon(config)),
        config.flag("tie_word_embeddings", false)
            ? new Linear(embedding, Orientation.OUT_IN, Optional.empty())
            : all.linear("lm_head", size.width(), size.vocabulary(), false),
        Optional.empty());
  }

  private static Block block(Config config, Dimensions size, Rotary rotary, NamedWeights weights) {
    double epsilon = epsilon(config);
    return new Block(
        Norms.before(weights.rmsNorm("input_layernorm", size.width(), epsilon)),
        attention(config, size, rotary, weights.below("self_attn.")),
        Norms.before(weights.rmsNorm("post_attention_layernorm", size.width(), epsilon)),
        mlp(config, size, weights.below("mlp.")),
        false);
  }

  private static Attention attention(
      Config config, Dimensions size, Rotary rotary, NamedWeights weights) {
    boolean bias = config.flag("attention_bias", false);
    return new Attention(
        Inputs.separate(
            weights.linear("q_proj", size.width(), size.queryWidth(), bias),
            weights.linear("k_proj", size.width(), size.keyWidth(), bias),
            weights.linear("v_proj", size.width(), size.keyWidth(), bias)),
        Optional.empty(),
        Optional.of(rotary),
        Scores.scaled(1 / Math.sqrt(size.headWidth())),
        weights.linear("o_proj", size.queryWidth(), size.width(), bias));
  }

  private static Mlp mlp(Config config, Dimensions size, NamedWeights weights) {
    boolean bias = config.flag("mlp_bias", false);
    int hidden = config.size("intermediate_size");
    return new Mlp(
        Optional.of(weights.linear("gate_proj", size.width(), hidden, bias)),
        weights.linear("up_proj", size.width(), hidden, bias),
        weights.linear("down_proj", hidden, size.width(), bias),
        Activation.of(config, "hidden_act", Activation.SILU),
        hidden);
  }

  private static Dimensions dimensions(Config config) {
    int width = config.size("hidden_size");
    int heads = config.size("num_attention_heads");
    int keyValueHeads = config.size("num_key_value_heads", heads);
    if (heads % keyValueHeads != 0) {
      throw config.bad(
          "num_attention_heads",
          "=%d is no multiple of num_key_value_heads=%d".formatted(heads, keyValueHeads));
    }
    if (!config.has("head_dim") && width % heads != 0) {
      throw config.bad(
          "hidden_size", "=%d is no multiple of num_attention_heads=%d".formatted(width, heads));
    }
    return new Dimensions(
        config.size("num_hidden_layers"),
        heads,
        keyValueHeads,
        config.size("head_dim", Math.max(1, width / heads)),
        width,
        config.size("vocab_size"),
        config.size("max_position_embeddings", DEFAULT_CONTEXT));
  }

  private static double epsilon(Config config) {
    return config.positive("rms_norm_eps", DEFAULT_EPSILON);
  }
}
