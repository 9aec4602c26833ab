package io.hydrascope.cli.options;

import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Kafka: that of a running platform, or any other. */
public final class KafkaOption {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "The bootstrap servers. Default: those of the platform that runs on --data")
  private @Nullable String kafka;

  @Mixin private DataOption data = new DataOption();

  /**
   * @throws BadInputException if none is given and none runs
   */
  public String bootstrapServers() throws IOException {
    return kafka == null ? directory().requireRunning().kafkaBootstrapServers() : kafka;
  }

  /** The directory that {@code --data} names. */
  public PlatformDirectory directory() {
    return data.directory();
  }
}
