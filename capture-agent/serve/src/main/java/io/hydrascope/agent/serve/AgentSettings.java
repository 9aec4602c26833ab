package io.hydrascope.agent.serve;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.method.Measuring;
import io.hydrascope.agent.method.ModelSource;
import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.text.BadInputException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** What an agent is to do; where its Kafka is, it is told when it runs. */
public record AgentSettings(
    AgentModel model, Measuring measuring, Files files, Inlets inlets, Publishing publishing) {

  /**
   * @param name what the model is called
   * @param revision what the revision is called
   */
  public record AgentModel(ModelSource source, String name, String revision, EngineOptions engine) {
    public AgentModel {
      if (name.isBlank()) {
        throw new BadInputException(
            "--model-name '%s' is no name: leave it out for the name of the folder above the model's"
                .formatted(name));
      }
      if (revision.isBlank()) {
        throw new BadInputException(
            "--revision '%s' is no name: leave it out for the base name of the folder or ONNX file"
                .formatted(revision));
      }
    }
  }

  /**
   * @param prompts asked once, in order
   * @param reference prompts behind mean and noise; without it, those of {@code prompts}
   * @param donors prompts that others may name as donors; without it, those of {@code prompts}
   */
  public record Files(Optional<Path> prompts, Optional<Path> reference, Optional<Path> donors) {
    /** No files: the agent is asked by its own process alone. */
    public static Files none() {
      return new Files(Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * Where prompts come from besides the file.
   *
   * @param topic whether the prompts' topic is read
   * @param group that shares the topic's prompts
   * @param http where HTTP listens, if it does
   * @param stays whether the agent goes on after the file's last prompt
   */
  public record Inlets(
      boolean topic, Optional<String> group, Optional<InetSocketAddress> http, boolean stays) {
    /** No inlets: the agent is asked by its own process alone. */
    public static Inlets none() {
      return new Inlets(false, Optional.empty(), Optional.empty(), true);
    }
  }

  /**
   * What is published, and where it waits for Kafka.
   *
   * @param spool a folder of this agent alone
   * @param spoolLimitBytes the most that waits there
   */
  public record Publishing(
      DetailPolicy detail, VectorPolicy vectors, Path spool, long spoolLimitBytes) {
    private static final long SMALLEST_BYTES = 16L << 20;

    public Publishing {
      if (spoolLimitBytes < SMALLEST_BYTES) {
        throw new BadInputException(
            "--spool-limit of %d bytes must be at least 16m".formatted(spoolLimitBytes));
      }
    }
  }

  public AgentSettings {
    Ablation ablation = measuring.method().ablation();
    boolean needsReference = measuring.method().needsReference();
    if (needsReference && files.reference().isEmpty() && files.prompts().isEmpty()) {
      throw new BadInputException(
          "--ablation %s needs --reference FILE: the prompts to come are not known"
              .formatted(ablation.text()));
    }
    if (files.reference().isPresent() && !needsReference) {
      throw new BadInputException(
          "--reference needs --ablation mean or noise, not " + ablation.text());
    }
    if (files.donors().isPresent() && ablation != Ablation.RESAMPLE) {
      throw new BadInputException("--donors needs --ablation resample, not " + ablation.text());
    }
    if (ablation == Ablation.RESAMPLE && files.donors().isEmpty() && files.prompts().isEmpty()) {
      throw new BadInputException(
          "--ablation resample needs --donors FILE: prompts that others may name as donors");
    }
  }

  /** Whether it reads prompts as text. */
  boolean readsPrompts() {
    return files.prompts().isPresent()
        || files.reference().isPresent()
        || files.donors().isPresent()
        || inlets.topic()
        || inlets.http().isPresent();
  }
}
