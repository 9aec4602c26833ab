package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.LlamaWeights.Biases;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** SmolLM3: Llama of which every fourth layer has no positions. */
final class SmolLm3 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 128256, "hidden_size": 2048, "intermediate_size": 11008,
       "num_hidden_layers": 36, "num_attention_heads": 16, "num_key_value_heads": 4,
       "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-6,
       "rope_theta": 2000000, "tie_word_embeddings": true, "attention_bias": false,
       "mlp_bias": false, "use_sliding_window": false, "no_rope_layer_interval": 4}
      """;
  private static final int TURNS = 1;

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Optional<Rotary> rotary = Optional.of(Rope.of(config).full(pieces.size()));
    int layers = pieces.size().layers();
    List<Integer> turning = turning(config, layers);
    Optional<Integer> window =
        config.flag("use_sliding_window", false) ? Windows.window(config) : Optional.empty();
    Windows windows =
        Windows.of(
            config, layers, layer -> window.isPresent() && turning.get(layer) != TURNS, window);
    boolean attentionBias = config.flag("attention_bias", false);
    Biases biases = new Biases(attentionBias, attentionBias, config.flag("mlp_bias", false));
    return pieces.transformer(
        pieces.blocks(
            (layer, named) ->
                pieces.block(
                    named,
                    rotary.filter(turn -> turning.get(layer) == TURNS),
                    windows.of(layer),
                    biases)));
  }

  /** 1 for a layer whose positions turn, in spite of the entry's name. */
  private static List<Integer> turning(Config config, int layers) {
    int interval = config.size("no_rope_layer_interval");
    return config
        .counts("no_rope_layers", layers)
        .orElseGet(
            () ->
                IntStream.range(0, layers)
                    .mapToObj(layer -> (layer + 1) % interval == 0 ? 0 : TURNS)
                    .toList());
  }
}
