package io.hydrascope.cli.options;

import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka: that of a running platform, or any other. */
public final class KafkaOption {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Bootstrap servers. Default: the platform that runs on --data.")
  private @Nullable String kafka;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".hydrascope",
      description = "The platform's data directory. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".hydrascope");

  /**
   * @throws BadInputException if none is given and none runs
   */
  public String bootstrapServers() throws IOException {
    return kafka == null ? directory().requireRunning().kafkaBootstrapServers() : kafka;
  }

  /** The directory that {@code --data} names. */
  public PlatformDirectory directory() {
    return new PlatformDirectory(data.toAbsolutePath().normalize());
  }
}
