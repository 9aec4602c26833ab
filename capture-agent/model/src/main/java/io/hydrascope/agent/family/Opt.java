package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Activation;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Attention.Inputs;
import io.hydrascope.agent.transformer.Attention.Scores;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Mlp;
import io.hydrascope.agent.transformer.Norms;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.List;
import java.util.Optional;

/** OPT: learned positions, whose table starts with two unused rows, and ReLU. */
final class Opt implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 50272, "hidden_size": 768, "num_hidden_layers": 12, "ffn_dim": 3072,
       "max_position_embeddings": 2048, "num_attention_heads": 12,
       "activation_function": "relu", "enable_bias": true, "tie_word_embeddings": true}
      """;
  private static final int UNUSED_POSITIONS = 2;
  private static final double EPSILON = 1e-5;
  private static final List<String> PREFIXES = List.of("model.decoder.", "decoder.");

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    refuseVariants(config);
    Dimensions size = ConfigSizes.ofEqualHeads(config);
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named =
        PREFIXES.stream()
            .filter(prefix -> all.has(prefix + "embed_tokens.weight"))
            .findFirst()
            .map(all::below)
            .orElse(all);
    TensorInfo embedding = named.tensor("embed_tokens.weight", size.vocabulary(), size.width());
    return new Transformer(
        size,
        embedding,
        1,
        Optional.of(positions(size, named)),
        BlockReader.readAll(
            size.layers(), named, "layers.", (layer, block) -> block(config, size, block)),
        named.layerNorm("final_layer_norm", size.width(), EPSILON),
        new Unembedding(all, "lm_head", false).of(config, size, embedding),
        Optional.empty());
  }

  private static TensorInfo positions(Dimensions size, NamedWeights weights) {
    int rows = size.contextLength();
    return weights
        .tensor("embed_positions.weight", rows + UNUSED_POSITIONS, size.width())
        .rows(UNUSED_POSITIONS, rows);
  }

  private static TransformerBlock block(Config config, Dimensions size, NamedWeights weights) {
    int width = size.width();
    int hidden = config.size("ffn_dim");
    boolean bias = config.flag("enable_bias", true);
    NamedWeights attention = weights.below("self_attn.");
    return new TransformerBlock(
        Norms.before(weights.layerNorm("self_attn_layer_norm", width, EPSILON)),
        new Attention(
            Inputs.separate(
                attention.linear("q_proj", width, width, bias),
                attention.linear("k_proj", width, width, bias),
                attention.linear("v_proj", width, width, bias)),
            Optional.empty(),
            Optional.empty(),
            Scores.scaled(1 / Math.sqrt(size.headWidth())),
            attention.linear("out_proj", width, width, bias)),
        Norms.before(weights.layerNorm("final_layer_norm", width, EPSILON)),
        new Mlp(
            Optional.empty(),
            weights.linear("fc1", width, hidden, bias),
            weights.linear("fc2", hidden, width, bias),
            Activation.of(config, "activation_function"),
            hidden),
        false);
  }

  private static void refuseVariants(Config config) {
    config.require(
        "do_layer_norm_before",
        true,
        true,
        "a norm of the residual stream itself (as in OPT-350m) leaves no sum of components");
    config.require("_remove_final_layer_norm", false, false, "readouts need the final norm");
    config.require("layer_norm_elementwise_affine", true, true, "norms have a gain");
    int width = config.size("hidden_size");
    if (config.size("word_embed_proj_dim", width) != width) {
      throw config.bad(
          "word_embed_proj_dim",
          "=%d is not supported (OPT-350m projects its embeddings); supported: hidden_size=%d"
              .formatted(config.size("word_embed_proj_dim"), width));
    }
  }
}
