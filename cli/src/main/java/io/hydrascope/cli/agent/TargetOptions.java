package io.hydrascope.cli.agent;

import io.hydrascope.cli.options.DataOption;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
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
    String url = clickHouse;
    Optional<Supplier<ClickHouseEndpoint>> endpoint =
        url == null
            ? running.map(first -> latest(first, PlatformDirectory.Endpoints::owner))
            : Optional.of(() -> named(url, environment));
    String broker = kafka;
    Supplier<String> servers =
        broker == null
            ? latest(running.orElseThrow(), PlatformDirectory.Endpoints::kafkaBootstrapServers)
            : () -> broker;
    return new AgentTarget(servers, endpoint);
  }

  private ClickHouseEndpoint named(String url, Map<String, String> environment) {
    return new ClickHouseEndpoint(
        url,
        clickHouseUser,
        environment.getOrDefault(PASSWORD_VARIABLE, ""),
        ClickHouseEndpoint.DATABASE);
  }

  /** Of the platform that runs now; while none runs, of the one before. */
  private <T> Supplier<T> latest(
      PlatformDirectory.Endpoints first, Function<PlatformDirectory.Endpoints, T> what) {
    AtomicReference<PlatformDirectory.Endpoints> last = new AtomicReference<>(first);
    return () -> {
      try {
        data.directory().running().ifPresent(last::set);
      } catch (IOException e) {
        // The file is just being replaced or the disk does not answer: the last address holds.
        return what.apply(last.get());
      }
      return what.apply(last.get());
    };
  }
}
