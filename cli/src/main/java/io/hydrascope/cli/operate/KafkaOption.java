package io.hydrascope.cli.operate;

import io.hydrascope.cli.BadInputException;
import io.hydrascope.cli.platform.PlatformDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka: that of a running platform, or any other. */
final class KafkaOption {
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
  String bootstrapServers() throws IOException {
    if (kafka != null) {
      return kafka;
    }
    PlatformDirectory directory = new PlatformDirectory(data.toAbsolutePath().normalize());
    return directory
        .running()
        .orElseThrow(
            () ->
                new BadInputException(
                    "no platform runs on --data %s; start one with hydrascope up, or give --kafka HOST:PORT"
                        .formatted(directory.root())))
        .kafkaBootstrapServers();
  }
}
