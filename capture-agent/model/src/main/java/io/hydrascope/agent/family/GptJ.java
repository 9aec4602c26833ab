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
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/** GPT-J: attention and MLP side by side after one norm, rotary pairs lie next to each other. */
final class GptJ implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 50400, "n_positions": 2048, "n_embd": 4096, "n_layer": 28, "n_head": 16,
       "rotary_dim": 64, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5,
       "tie_word_embeddings": false}
      """;
  private static final double THETA = 10_000;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    Dimensions size = ConfigSizes.ofGpt2(config);
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named = all.has("transformer.wte.weight") ? all.below("transformer.") : all;
    TensorInfo embedding = named.tensor("wte.weight", size.vocabulary(), size.width());
    Rotary rotary = rotary(config, size);
    return new Transformer(
        size,
        embedding,
        1,
        Optional.empty(),
        BlockReader.readAll(
            size.layers(), named, "h.", (layer, block) -> block(config, size, rotary, block)),
        named.layerNorm("ln_f", size.width(), config.positive("layer_norm_epsilon")),
        new Unembedding(all, "lm_head", true).of(config, size, embedding),
        Optional.empty());
  }

  private static TransformerBlock block(
      Config config, Dimensions size, Rotary rotary, NamedWeights weights) {
    int width = size.width();
    int hidden = config.size("n_inner", 4 * width);
    NamedWeights attention = weights.below("attn.");
    Norms norms =
        Norms.before(weights.layerNorm("ln_1", width, config.positive("layer_norm_epsilon")));
    return new TransformerBlock(
        norms,
        new Attention(
            Inputs.separate(
                attention.linear("q_proj", width, width, false),
                attention.linear("k_proj", width, width, false),
                attention.linear("v_proj", width, width, false)),
            Optional.empty(),
            Optional.of(rotary),
            Scores.scaled(1 / Math.sqrt(size.headWidth())),
            attention.linear("out_proj", width, width, false)),
        norms,
        new Mlp(
            Optional.empty(),
            weights.linear("mlp.fc_in", width, hidden, true),
            weights.linear("mlp.fc_out", hidden, width, true),
            Activation.of(config, "activation_function"),
            hidden),
        true);
  }

  private static Rotary rotary(Config config, Dimensions size) {
    int width = config.size("rotary_dim");
    if (width % 2 != 0 || width > size.headWidth()) {
      throw config.bad(
          "rotary_dim",
          "=%d: it must be even and at most n_embd / n_head=%d".formatted(width, size.headWidth()));
    }
    float[] frequencies = new float[width / 2];
    for (int pair = 0; pair < frequencies.length; pair++) {
      frequencies[pair] = (float) Math.pow(THETA, -2.0 * pair / width);
    }
    return new Rotary(frequencies, true, 1);
  }
}
