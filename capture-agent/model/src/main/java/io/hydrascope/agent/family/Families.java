package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The supported model families by {@code model_type}. */
public final class Families {
  private static final Map<String, Family> BY_MODEL_TYPE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("ernie4_5", new Ernie45()),
              Map.entry("exaone4", new Exaone4()),
              Map.entry("falcon", new Falcon()),
              Map.entry("gemma", new Gemma()),
              Map.entry("gemma2", new Gemma2()),
              Map.entry("gemma3_text", new Gemma3()),
              Map.entry("glm4", new Glm4()),
              Map.entry("gpt2", new Gpt2()),
              Map.entry("gpt_neox", new GptNeoX()),
              Map.entry("gptj", new GptJ()),
              Map.entry("llama", new Llama()),
              Map.entry("ministral3", Mistral.ministral3()),
              Map.entry("mistral", Mistral.first()),
              Map.entry("olmo2", new Olmo2()),
              Map.entry("olmo3", new Olmo3()),
              Map.entry("opt", new Opt()),
              Map.entry("phi", new Phi()),
              Map.entry("phi3", new Phi3()),
              Map.entry("qwen2", Qwen2.ofText()),
              Map.entry("qwen2_5_vl_text", Qwen2.besideImages()),
              Map.entry("qwen2_vl_text", Qwen2.besideImages()),
              Map.entry("qwen3", Qwen3.ofText()),
              Map.entry("qwen3_vl_text", Qwen3.besideImages()),
              Map.entry("smollm3", new SmolLm3())));

  private Families() {}

  /**
   * @throws BadCheckpointException naming the supported families
   */
  public static void requireSupported(Config config) {
    if (!BY_MODEL_TYPE.containsKey(config.modelType())) {
      throw new BadCheckpointException(
          "config.json: model_type=%s is not supported; supported: %s; others run as --onnx FILE"
              .formatted(config.modelType(), String.join(", ", BY_MODEL_TYPE.keySet())));
    }
  }

  /**
   * @throws BadCheckpointException if the family or one of its variants is not supported, or a
   *     weight is missing or of another shape
   */
  public static Transformer describe(Checkpoint checkpoint) {
    return describe(checkpoint.config(), checkpoint.weights());
  }

  static Transformer describe(Config config, Weights weights) {
    requireSupported(config);
    config.require("is_causal", true, true, "every position sees the past alone");
    UnusedTensors.refuseClassifier(weights);
    Transformer model =
        Objects.requireNonNull(BY_MODEL_TYPE.get(config.modelType())).describe(config, weights);
    UnusedTensors.of(config, weights, model).refuse();
    return model;
  }

  /** What a person should know of a checkpoint that can be read; a sentence each. */
  public static List<String> notes(Checkpoint checkpoint, Transformer model) {
    List<String> notes = new ArrayList<>(checkpoint.notes());
    int stated = checkpoint.config().size("max_position_embeddings", 1);
    int read = model.dimensions().contextLength();
    if (read < stated) {
      notes.add(
          "prompts may have %,d tokens, not max_position_embeddings=%,d: longer ones are computed"
                  .formatted(read, stated)
              + " with other rotary positions");
    }
    UnusedTensors.of(checkpoint.config(), checkpoint.weights(), model).note().ifPresent(notes::add);
    return notes;
  }
}
