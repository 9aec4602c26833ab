package io.hydrascope.cli.agent;

import io.hydrascope.cli.options.DataOption;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where captures go: a Kafka of one's own, or the running platform of a data directory. */
final class TargetOptions {
  static final String PASSWORD_VARIABLE = "HYDRASCOPE_CLICKHOUSE_PASSWORD";

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "The bootstrap servers. Default: those of the platform that runs on --data")
  private @Nullable String kafka;

  @Option(
      names = "--clickhouse",
      paramLabel = "URL",
      description = {
        "The server that registers the revision, its components and the prompts.",
        "The environment variable " + PASSWORD_VARIABLE + " holds the password.",
        "Default: the one of the platform that runs on --data, or none with --kafka"
      })
  private @Nullable String clickHouse;

  @Option(
      names = "--clickhouse-user",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The user for --clickhouse. Default: ${DEFAULT-VALUE}")
  private String clickHouseUser = "";

  @Mixin private DataOption data = new DataOption();

  Path data() {
    return data.path();
  }

  /**
   * @param environment of the process
   * @throws BadInputException if there is no Kafka to send to
   */
  AgentTarget target(Map<String, String> environment) throws IOException {
    Optional<PlatformDirectory.Endpoints> running =
        kafka == null ? data.directory().running() : Optional.empty();
    if (kafka == null && running.isEmpty()) {
      throw new BadInputException(
          "no platform runs on --data %s: start one with ./hydrascope demo, or name a broker with --kafka HOST:PORT"
              .formatted(data));
    }
    Optional<ClickHouseEndpoint> endpoint =
        clickHouse == null
            ? running.map(PlatformDirectory.Endpoints::owner)
            : Optional.of(
                new ClickHouseEndpoint(
                    clickHouse,
                    clickHouseUser,
                    environment.getOrDefault(PASSWORD_VARIABLE, ""),
                    ClickHouseEndpoint.DATABASE));
    String bootstrapServers = kafka == null ? running.orElseThrow().kafkaBootstrapServers() : kafka;
    return new AgentTarget(bootstrapServers, endpoint);
  }
}
