package io.hydrascope.agent.serve;

import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.prompt.Prompt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a prompt that the engine cannot run from an engine that is broken: a prompt that ran before
 * is run once more. Not thread-safe.
 */
final class EngineTrust {
  /** So many failures before the first prompt that ran are the engine's, not the prompts'. */
  static final int MOST_BEFORE_THE_FIRST = 16;

  private final Consumer<Prompt> probe;
  private @Nullable Prompt latest;
  private int failures;

  /**
   * @param probe runs a prompt, throws what the engine throws
   */
  EngineTrust(Consumer<Prompt> probe) {
    this.probe = probe;
  }

  void worked(Prompt prompt) {
    latest = prompt;
    failures = 0;
  }

  /**
   * Returns where the failure is the prompt's own.
   *
   * @throws EngineException if the engine fails on what it could run
   */
  void requireSound(EngineException failure) {
    failures++;
    if (latest == null) {
      if (failures >= MOST_BEFORE_THE_FIRST) {
        throw new EngineException(
            "the engine failed on each of the first %d prompts: %s"
                .formatted(failures, failure.getMessage()),
            failure);
      }
      return;
    }
    try {
      probe.accept(latest);
    } catch (EngineException e) {
      e.addSuppressed(failure);
      throw new EngineException(
          "the engine is broken: it fails on prompt %s, which it ran before: %s"
              .formatted(latest.id(), e.getMessage()),
          e);
    }
  }
}
