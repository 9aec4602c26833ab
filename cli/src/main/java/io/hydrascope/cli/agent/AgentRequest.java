package io.hydrascope.cli.agent;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.method.ModelSource;
import io.hydrascope.agent.serve.DetailPolicy;
import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.text.BadInputException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an agent was asked to do.
 *
 * @param sources where prompts come from besides HTTP
 * @param reference prompts behind mean and noise
 * @param donors prompts that others may name as donors
 */
record AgentRequest(
    ModelSource model,
    Names names,
    Sources sources,
    AgentTarget target,
    SpoolPlace spool,
    Measuring measuring,
    DetailPolicy detail,
    VectorPolicy vectors,
    Optional<Path> reference,
    Optional<Path> donors,
    EngineOptions engine) {

  /** What model and revision are called. */
  record Names(String model, String revision) {}

  /**
   * @param file asked once, in order
   * @param topic whether the prompts' topic is read
   * @param group that shares the topic's prompts
   * @param stays whether the agent goes on after the file's last prompt
   */
  record Sources(
      Optional<Path> file,
      boolean topic,
      Optional<String> group,
      InetSocketAddress http,
      boolean stays) {}

  /** Where messages wait for Kafka, and how many bytes may. */
  record SpoolPlace(Path folder, long limitBytes) {
    private static final long SMALLEST_BYTES = 16L << 20;

    SpoolPlace {
      if (limitBytes < SMALLEST_BYTES) {
        throw new BadInputException(
            "--spool-limit of %d bytes must be at least 16m".formatted(limitBytes));
      }
    }
  }

  AgentRequest {
    Ablation ablation = measuring.method().ablation();
    if (measuring.method().needsReference() && reference.isEmpty() && sources.file().isEmpty()) {
      throw new BadInputException(
          "--ablation %s needs --reference FILE: the prompts to come are not known"
              .formatted(ablation.text()));
    }
    if (reference.isPresent() && !measuring.method().needsReference()) {
      throw new BadInputException(
          "--reference needs --ablation mean or noise, not " + ablation.text());
    }
    if (donors.isPresent() && ablation != Ablation.RESAMPLE) {
      throw new BadInputException("--donors needs --ablation resample, not " + ablation.text());
    }
    if (ablation == Ablation.RESAMPLE && donors.isEmpty() && sources.file().isEmpty()) {
      throw new BadInputException(
          "--ablation resample needs --donors FILE: prompts that others may name as donors");
    }
  }
}
