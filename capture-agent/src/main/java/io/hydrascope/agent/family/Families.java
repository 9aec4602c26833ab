package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.Config;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The supported model families by {@code model_type}. */
public final class Families {
  private static final Map<String, Family> BY_MODEL_TYPE =
      new TreeMap<>(Map.of("gpt2", new Gpt2(), "llama", new Llama()));

  private Families() {}

  /**
   * @throws BadCheckpointException naming the supported families
   */
  public static void requireSupported(Config config) {
    if (!BY_MODEL_TYPE.containsKey(config.modelType())) {
      throw new BadCheckpointException(
          "config.json: model_type=%s is not supported; supported: %s"
              .formatted(config.modelType(), String.join(", ", BY_MODEL_TYPE.keySet())));
    }
  }

  /**
   * @throws BadCheckpointException if the family or one of its variants is not supported, or a
   *     weight is missing or of another shape
   */
  public static Transformer describe(Checkpoint checkpoint) {
    requireSupported(checkpoint.config());
    return Objects.requireNonNull(BY_MODEL_TYPE.get(checkpoint.config().modelType()))
        .describe(checkpoint.config(), checkpoint.weights());
  }
}
