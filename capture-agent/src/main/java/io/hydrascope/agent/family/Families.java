package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import java.util.Map;
import java.util.TreeMap;

/** The supported model families by {@code model_type}. */
public final class Families {
  private static final Map<String, Family> BY_MODEL_TYPE =
      new TreeMap<>(Map.of("gpt2", new Gpt2(), "llama", new Llama()));

  private Families() {}

  /**
   * @throws BadCheckpointException if the family or one of its variants is not supported, or a
   *     weight is missing or of another shape
   */
  public static Transformer describe(Checkpoint checkpoint) {
    String modelType = checkpoint.config().modelType();
    Family family = BY_MODEL_TYPE.get(modelType);
    if (family == null) {
      throw new BadCheckpointException(
          "config.json: model_type=%s is not supported; supported: %s"
              .formatted(modelType, String.join(", ", BY_MODEL_TYPE.keySet())));
    }
    return family.describe(checkpoint.config(), checkpoint.weights());
  }
}
