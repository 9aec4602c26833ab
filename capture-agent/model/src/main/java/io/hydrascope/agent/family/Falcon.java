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
import io.hydrascope.agent.transformer.Slopes;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.List;
import java.util.Optional;

/**
 * Falcon in its three designs: RW (alibi or rotary, a key head for each query head, serial blocks),
 * 7B (one key head, parallel after one norm), and the new one of 40B and later (grouped key heads,
 * parallel after one or two norms).
 */
public final class Falcon implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 65024, "hidden_size": 4544, "num_hidden_layers": 32,
       "num_attention_heads": 71, "layer_norm_epsilon": 1e-5, "alibi": false,
       "new_decoder_architecture": false, "multi_query": true, "parallel_attn": true,
       "bias": false, "max_position_embeddings": 2048, "rope_theta": 10000,
       "activation": "gelu", "tie_word_embeddings": true}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    Dimensions size = ConfigSizes.ofSharedWidth(config, keyValueHeads(config));
    NamedWeights all = new NamedWeights(weights, "");
    NamedWeights named =
        all.has("transformer.word_embeddings.weight") ? all.below("transformer.") : all;
    TensorInfo embedding = named.tensor("word_embeddings.weight", size.vocabulary(), size.width());
    FalconBlocks blocks =
        new FalconBlocks(config, size, rotary(config, size), scores(config, size));
    return new Transformer(
        size,
        embedding,
        1,
        Optional.empty(),
        BlockReader.readAll(size.layers(), named, "h.", (layer, block) -> blocks.read(block)),
        named.layerNorm("ln_f", size.width(), config.positive("layer_norm_epsilon")),
        new Unembedding(all, "lm_head", false).of(config, size, embedding),
        Optional.empty());
  }

  private static int keyValueHeads(Config config) {
    int heads = config.size("num_attention_heads");
    int keyValueHeads = config.size("num_kv_heads", heads);
    if (config.flag("new_decoder_architecture", false)) {
      return keyValueHeads;
    }
    return config.flag("multi_query", true) ? 1 : heads;
  }

  private static Optional<Rotary> rotary(Config config, Dimensions size) {
    return config.flag("alibi", false) ? Optional.empty() : Optional.of(Rope.of(config).full(size));
  }

  private static Scores scores(Config config, Dimensions size) {
    Optional<Slopes> slopes =
        config.flag("alibi", false)
            ? Optional.of(Slopes.geometric(size.heads()))
            : Optional.empty();
    float scale = (float) (1 / Math.sqrt(size.headWidth()));
    return new Scores(scale, Optional.empty(), Optional.empty(), slopes);
  }

  /** The layers of one model. */
  private record FalconBlocks(
      Config config, Dimensions size, Optional<Rotary> rotary, Scores scores) {

    TransformerBlock read(NamedWeights weights) {
      Norms attentionNorms = norms(weights, hasTwoNorms() ? "ln_attn" : "input_layernorm");
      Norms mlpNorms =
          isParallel()
              ? hasTwoNorms() ? norms(weights, "ln_mlp") : attentionNorms
              : norms(weights, "post_attention_layernorm");
      return new TransformerBlock(
          attentionNorms,
          attention(weights.below("self_attention.")),
          mlpNorms,
          mlp(weights.below("mlp.")),
          isParallel());
    }

    private boolean isParallel() {
      boolean parallel = config.flag("parallel_attn", true);
      if (!parallel && isNew()) {
        throw config.bad(
            "parallel_attn",
            "=false is not supported with new_decoder_architecture=true; supported: true");
      }
      return parallel;
    }

    private boolean hasTwoNorms() {
      int norms = config.size("num_ln_in_parallel_attn", isNew() ? 2 : 1);
      if (norms > (isNew() ? 2 : 1)) {
        throw config.bad(
            "num_ln_in_parallel_attn",
            "=%d is not supported; supported: 1, with new_decoder_architecture=true also 2"
                .formatted(norms));
      }
      return norms == 2;
    }

    private boolean isNew() {
      return config.flag("new_decoder_architecture", false);
    }

    private Norms norms(NamedWeights weights, String name) {
      return Norms.before(
          weights.layerNorm(name, size.width(), config.positive("layer_norm_epsilon")));
    }

    private Attention attention(NamedWeights weights) {
      boolean bias = config.flag("bias", false);
      int fused = size.queryWidth() + 2 * size.keyWidth();
      return new Attention(
          new Inputs(
              List.of(weights.linear("query_key_value", size.width(), fused, bias)),
              Layout.BY_KEY_HEAD),
          Optional.empty(),
          rotary,
          scores,
          weights.linear("dense", size.queryWidth(), size.width(), bias));
    }

    private Mlp mlp(NamedWeights weights) {
      boolean bias = config.flag("bias", false);
      int hidden = config.size("ffn_hidden_size", 4 * size.width());
      return new Mlp(
          Optional.empty(),
          weights.linear("dense_h_to_4h", size.width(), hidden, bias),
          weights.linear("dense_4h_to_h", hidden, size.width(), bias),
          Activation.of(config, "activation"),
          hidden);
    }
  }
}
