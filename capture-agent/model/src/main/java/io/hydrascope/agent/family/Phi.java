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
import io.hydrascope.agent.transformer.Mlp;
import io.hydrascope.agent.transformer.Norms;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/** Phi-1 to 2: attention and MLP side by side after one norm, biases everywhere. */
public final class Phi implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 51200, "hidden_size": 2048, "intermediate_size": 8192,
       "num_hidden_layers": 24, "num_attention_heads": 32, "hidden_act": "gelu_new",
       "max_position_embeddings": 2048, "layer_norm_eps": 1e-5, "rope_theta": 10000,
       "partial_rotary_factor": 0.5, "qk_layernorm": false, "tie_word_embeddings": false}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    Dimensions size = ConfigSizes.ofGroupedHeads(config);
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named = all.has("model.embed_tokens.weight") ? all.below("model.") : all;
    TensorInfo embedding = named.tensor("embed_tokens.weight", size.vocabulary(), size.width());
    Rotary rotary = Rope.of(config).partial(size);
    return new Transformer(
        size,
        embedding,
        1,
        Optional.empty(),
        BlockReader.readAll(
            size.layers(), named, "layers.", (layer, block) -> block(config, size, rotary, block)),
        named.layerNorm("final_layernorm", size.width(), config.positive("layer_norm_eps")),
        new Unembedding(all, "lm_head", true).of(config, size, embedding),
        Optional.empty());
  }

  private static TransformerBlock block(
      Config config, Dimensions size, Rotary rotary, NamedWeights weights) {
    int width = size.width();
    int hidden = config.size("intermediate_size");
    Norms norms =
        Norms.before(
            weights.layerNorm("input_layernorm", width, config.positive("layer_norm_eps")));
    return new TransformerBlock(
        norms,
        attention(config, size, rotary, weights.below("self_attn.")),
        norms,
        new Mlp(
            Optional.empty(),
            weights.linear("mlp.fc1", width, hidden, true),
            weights.linear("mlp.fc2", hidden, width, true),
            Activation.of(config, "hidden_act"),
            hidden),
        true);
  }

  private static Attention attention(
      Config config, Dimensions size, Rotary rotary, NamedWeights weights) {
    return new Attention(
        Inputs.separate(
            weights.linear("q_proj", size.width(), size.queryWidth(), true),
            weights.linear("k_proj", size.width(), size.keyWidth(), true),
            weights.linear("v_proj", size.width(), size.keyWidth(), true)),
        config.flag("qk_layernorm", false)
            ? Optional.of(headNorms(config, size, weights))
            : Optional.empty(),
        Optional.of(rotary),
        Scores.scaled(1 / Math.sqrt(size.headWidth())),
        weights.linear("dense", size.queryWidth(), size.width(), true));
  }

  private static QueryKeyNorm headNorms(Config config, Dimensions size, NamedWeights weights) {
    double epsilon = config.positive("layer_norm_eps");
    return new QueryKeyNorm(
        weights.layerNorm("q_layernorm", size.headWidth(), epsilon),
        weights.layerNorm("k_layernorm", size.headWidth(), epsilon),
        false);
  }
}
