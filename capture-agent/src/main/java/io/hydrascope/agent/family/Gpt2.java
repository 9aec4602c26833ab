package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.Attention.Inputs;
import io.hydrascope.agent.family.Attention.Layout;
import io.hydrascope.agent.family.Attention.Scores;
import io.hydrascope.agent.family.Linear.Orientation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * GPT-2: learned positions, LayerNorm, one fused query-key-value matrix, tanh GELU. The mask
 * buffers that old checkpoints carry ({@code attn.bias}, {@code attn.masked_bias}) are not weights.
 */
final class Gpt2 implements Family {
  private static final double DEFAULT_EPSILON = 1e-5;

  @Override
  public Transformer describe(Config config, Weights weights) {
    refuseVariants(config);
    Dimensions size = dimensions(config);
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named = all.has("transformer.wte.weight") ? all.below("transformer.") : all;
    TensorInfo embedding = named.tensor("wte.weight", size.vocabulary(), size.width());
    List<Block> blocks = new ArrayList<>();
    for (int layer = 0; layer < size.layers(); layer++) {
      blocks.add(block(config, size, layer, named.below("h." + layer + ".")));
    }
    return new Transformer(
        size,
        embedding,
        1,
        Optional.of(named.tensor("wpe.weight", size.contextLength(), size.width())),
        blocks,
        named.layerNorm("ln_f", size.width(), epsilon(config)),
        config.flag("tie_word_embeddings", true)
            ? new Linear(embedding, Orientation.OUT_IN, Optional.empty())
            : all.linear("lm_head", size.width(), size.vocabulary(), false),
        Optional.empty());
  }

  private static Block block(Config config, Dimensions size, int layer, NamedWeights weights) {
    int width = size.width();
    int hidden = config.size("n_inner", 4 * width);
    double epsilon = epsilon(config);
    return new Block(
        Norms.before(weights.layerNorm("ln_1", width, epsilon)),
        new Attention(
            new Inputs(
                List.of(weights.conv1d("attn.c_attn", width, 3 * width)), Layout.SIDE_BY_SIDE),
            Optional.empty(),
            Optional.empty(),
            Scores.scaled(scoreScale(config, size, layer)),
            weights.conv1d("attn.c_proj", width, width)),
        Norms.before(weights.layerNorm("ln_2", width, epsilon)),
        new Mlp(
            Optional.empty(),
            weights.conv1d("mlp.c_fc", width, hidden),
            weights.conv1d("mlp.c_proj", hidden, width),
            Activation.of(config, "activation_function", Activation.GELU_TANH),
            hidden),
        false);
  }

  private static double scoreScale(Config config, Dimensions size, int layer) {
    double scale = config.flag("scale_attn_weights", true) ? 1 / Math.sqrt(size.headWidth()) : 1;
    boolean byLayer = config.flag("scale_attn_by_inverse_layer_idx", false);
    return byLayer ? scale / (layer + 1) : scale;
  }

  private static Dimensions dimensions(Config config) {
    int width = config.size("n_embd");
    int heads = config.size("n_head");
    if (width % heads != 0) {
      throw config.bad("n_embd", "=%d is no multiple of n_head=%d".formatted(width, heads));
    }
    int vocabulary = config.size("vocab_size");
    int context = config.has("n_positions") ? config.size("n_positions") : config.size("n_ctx");
    return new Dimensions(
        config.size("n_layer"), heads, heads, width / heads, width, vocabulary, context);
  }

  private static double epsilon(Config config) {
    return config.positive("layer_norm_epsilon", DEFAULT_EPSILON);
  }

  private static void refuseVariants(Config config) {
    if (config.flag("add_cross_attention", false)) {
      throw config.bad("add_cross_attention", "=true is not supported: decoder-only models are");
    }
  }
}
