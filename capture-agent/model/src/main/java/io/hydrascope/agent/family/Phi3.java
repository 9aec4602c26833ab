package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Attention.Inputs;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Linear;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;
import java.util.Set;

/** Phi-3 and 4: Llama with fused matrices, whose parts lie one after the other in the file. */
final class Phi3 implements Family {
  private static final String DEFAULTS =
      """
      {"vocab_size": 32064, "hidden_size": 3072, "intermediate_size": 8192,
       "num_hidden_layers": 32, "num_attention_heads": 32, "hidden_act": "silu",
       "max_position_embeddings": 4096, "rms_norm_eps": 1e-5, "rope_theta": 10000,
       "tie_word_embeddings": false, "partial_rotary_factor": 1,
       "original_max_position_embeddings": 4096}
      """;
  private static final Set<String> ROPES = Set.of("default", "longrope");

  @Override
  public Transformer describe(Config stored, Weights weights) {
    Config config = stored.withDefaults(DEFAULTS);
    LlamaWeights pieces = LlamaWeights.of(config, weights);
    Rope rope = Rope.of(config);
    if (!ROPES.contains(rope.type())) {
      throw config.bad(
          "rope_scaling",
          "of type=%s is not supported; supported: default, longrope".formatted(rope.type()));
    }
    Rotary rotary = rope.partial(pieces.size());
    Windows windows = Windows.everywhere(config, pieces.size().layers());
    return pieces.transformer(
        pieces.blocks((layer, named) -> block(pieces, rotary, windows.of(layer), named)));
  }

  private static TransformerBlock block(
      LlamaWeights pieces, Rotary rotary, Optional<Integer> window, NamedWeights weights) {
    NamedWeights attention = weights.below("self_attn.");
    return new TransformerBlock(
        pieces.normsBefore(weights, "input_layernorm"),
        new Attention(
            inputs(pieces.size(), attention),
            Optional.empty(),
            Optional.of(rotary),
            pieces.scores(window),
            pieces.output(attention, false)),
        pieces.normsBefore(weights, "post_attention_layernorm"),
        pieces.fusedMlp(weights.below("mlp.")),
        false);
  }

  private static Inputs inputs(Dimensions size, NamedWeights attention) {
    int queries = size.queryWidth();
    int keys = size.keyWidth();
    Linear fused = attention.linear("qkv_proj", size.width(), queries + 2 * keys, false);
    return Inputs.separate(
        fused.outputs(0, queries),
        fused.outputs(queries, keys),
        fused.outputs(queries + keys, keys));
  }
}
