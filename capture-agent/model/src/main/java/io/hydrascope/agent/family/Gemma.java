package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.LlamaWeights.Biases;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import java.util.Optional;
import java.util.Set;

/** The first Gemma: Llama with {@code 1 + gain}, tanh GELU and embeddings times √d_model. */
final class Gemma implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 256000, "hidden_size": 3072, "intermediate_size": 24576,
       "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 16,
       "head_dim": 256, "hidden_act": "gelu_pytorch_tanh", "max_position_embeddings": 8192,
       "rms_norm_eps": 1e-6, "rope_theta": 10000, "tie_word_embeddings": true,
       "attention_bias": false}
      """;
  private static final String ACTIVATION = "hidden_act";
  private static final String NEWER_NAME = "hidden_activation";
  private static final String TANH = "gelu_pytorch_tanh";

  /** The official releases say "gelu" and mean the tanh approximation. */
  private static final Set<String> MEANT_AS_TANH = Set.of("gelu", TANH);

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config given = stored.withDefaults(DEFAULTS);
    given.require("use_bidirectional_attention", false, false, "causal models are");
    String activation = given.text(NEWER_NAME).or(() -> given.text(ACTIVATION)).orElse(TANH);
    Config config = given.with(ACTIVATION, MEANT_AS_TANH.contains(activation) ? TANH : activation);
    LlamaWeights pieces = LlamaWeights.of(config, weights, 1);
    Rotary rotary = Rope.of(config).full(pieces.size());
    boolean bias = config.flag("attention_bias", false);
    Biases biases = new Biases(bias, bias, false);
    return pieces.transformer(
        pieces.blocks(
            (layer, named) -> pieces.block(named, Optional.of(rotary), Optional.empty(), biases)),
        Math.sqrt(pieces.size().width()),
        Optional.empty());
  }
}
