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
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.List;
import java.util.Optional;

/** GPT-NeoX and Pythia: rotary positions on a part of each head, most often parallel blocks. */
final class GptNeoX implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 50432, "hidden_size": 6144, "intermediate_size": 24576,
       "num_hidden_layers": 44, "num_attention_heads": 64, "hidden_act": "gelu",
       "rotary_pct": 0.25, "rotary_emb_base": 10000, "max_position_embeddings": 2048,
       "layer_norm_eps": 1e-5, "tie_word_embeddings": false, "use_parallel_residual": true,
       "attention_bias": true}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    Dimensions size = ConfigSizes.ofEqualHeads(config);
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named = all.has("gpt_neox.embed_in.weight") ? all.below("gpt_neox.") : all;
    TensorInfo embedding = named.tensor("embed_in.weight", size.vocabulary(), size.width());
    Rotary rotary = Rope.of(config, "rotary_emb_base", "rotary_pct").partial(size);
    return new Transformer(
        size,
        embedding,
        1,
        Optional.empty(),
        BlockReader.readAll(
            size.layers(), named, "layers.", (layer, block) -> block(config, size, rotary, block)),
        named.layerNorm("final_layer_norm", size.width(), config.positive("layer_norm_eps")),
        new Unembedding(all, "embed_out", false).of(config, size, embedding),
        Optional.empty());
  }

  private static TransformerBlock block(
      Config config, Dimensions size, Rotary rotary, NamedWeights weights) {
    int width = size.width();
    int hidden = config.size("intermediate_size");
    double epsilon = config.positive("layer_norm_eps");
    boolean bias = config.flag("attention_bias", true);
    NamedWeights attention = weights.below("attention.");
    return new TransformerBlock(
        Norms.before(weights.layerNorm("input_layernorm", width, epsilon)),
        new Attention(
            new Inputs(
                List.of(attention.linear("query_key_value", width, 3 * width, bias)),
                Layout.BY_KEY_HEAD),
            Optional.empty(),
            Optional.of(rotary),
            Scores.scaled(1 / Math.sqrt(size.headWidth())),
            attention.linear("dense", width, width, bias)),
        Norms.before(weights.layerNorm("post_attention_layernorm", width, epsilon)),
        new Mlp(
            Optional.empty(),
            weights.linear("mlp.dense_h_to_4h", width, hidden, true),
            weights.linear("mlp.dense_4h_to_h", hidden, width, true),
            Activation.of(config, "hidden_act"),
            hidden),
        config.flag("use_parallel_residual", true));
  }
}
