package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/**
 * EXAONE 4: norms of what is added, norms of each head's queries and keys; where layers slide, the
 * others have no positions.
 */
final class Exaone4 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 102400, "hidden_size": 4096, "intermediate_size": 16384,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
       "hidden_act": "silu", "max_position_embeddings": 2048, "rms_norm_eps": 1e-5,
       "rope_theta": 10000, "tie_word_embeddings": false, "sliding_window": 4096,
       "sliding_window_pattern": 4}
      """;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Optional<Rotary> rotary = Optional.of(Rope.of(config).full(pieces.size()));
    Windows windows = windows(config, pieces.size().layers());
    return pieces.transformer(
        pieces.blocks(
            (layer, named) ->
                block(
                    pieces,
                    rotary.filter(turn -> windows.window().isEmpty() || windows.isSliding(layer)),
                    windows.of(layer),
                    named)));
  }

  /** The last of so many layers sees everything, unless {@code layer_types} says otherwise. */
  private static Windows windows(Config config, int layers) {
    Optional<Integer> window = Windows.window(config);
    if (window.isEmpty() || config.has("layer_types")) {
      return Windows.of(config, layers, layer -> false, window);
    }
    int pattern = config.size("sliding_window_pattern");
    return Windows.of(config, layers, layer -> (layer + 1) % pattern != 0, window);
  }

  private static TransformerBlock block(
      LlamaWeights pieces,
      Optional<Rotary> rotary,
      Optional<Integer> window,
      NamedWeights weights) {
    NamedWeights attention = weights.below("self_attn.");
    return new TransformerBlock(
        pieces.normsAfter(weights, "post_attention_layernorm"),
        new Attention(
            pieces.projections(attention, false),
            Optional.of(pieces.headNorms(attention)),
            rotary,
            pieces.scores(window),
            pieces.output(attention, false)),
        pieces.normsAfter(weights, "post_feedforward_layernorm"),
        pieces.mlp(weights.below("mlp."), "hidden_act", false),
        false);
  }
}
