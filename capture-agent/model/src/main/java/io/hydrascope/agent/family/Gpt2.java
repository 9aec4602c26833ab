package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Activation;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Attention.Inputs;
import io.hydrascope.agent.transformer.Attention.Layout;
import io.hydrascope.agent.transformer.Attention.Scores;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Mlp;
import io.hydrascope.agent.transformer.Norms;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.List;
import java.util.Optional;

/**
 * GPT-2: learned positions, LayerNorm, one fused query-key-value matrix, tanh GELU. The mask
 * buffers that old checkpoints carry ({@code attn.bias}, {@code attn.masked_bias}) are not weights.
 */
final class Gpt2 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 50257, "n_positions": 1024, "n_embd": 768, "n_layer": 12, "n_head": 12,
       "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5,
       "tie_word_embeddings": true, "scale_attn_weights": true,
       "scale_attn_by_inverse_layer_idx": false}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    config.require("add_cross_attention", false, false, "decoder-only models are");
    Dimensions size = ConfigSizes.ofGpt2(config);
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named = all.has("transformer.wte.weight") ? all.below("transformer.") : all;
    TensorInfo embedding = named.tensor("wte.weight", size.vocabulary(), size.width());
    return new Transformer(
        size,
        embedding,
        1,
        Optional.of(named.tensor("wpe.weight", size.contextLength(), size.width())),
        BlockReader.readAll(
            size.layers(), named, "h.", (layer, block) -> block(config, size, layer, block)),
        named.layerNorm("ln_f", size.width(), config.positive("layer_norm_epsilon")),
        new Unembedding(all, "lm_head", false).of(config, size, embedding),
        Optional.empty());
  }

  private static TransformerBlock block(
      Config config, Dimensions size, int layer, NamedWeights weights) {
    int width = size.width();
    int hidden = config.size("n_inner", 4 * width);
    double epsilon = config.positive("layer_norm_epsilon");
    return new TransformerBlock(
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
            Activation.of(config, "activation_function"),
            hidden),
        false);
  }

  private static double scoreScale(Config config, Dimensions size, int layer) {
    double scale = config.flag("scale_attn_weights", true) ? 1 / Math.sqrt(size.headWidth()) : 1;
    boolean byLayer = config.flag("scale_attn_by_inverse_layer_idx", false);
    return byLayer ? scale / (layer + 1) : scale;
  }
}
