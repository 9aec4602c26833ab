package io.hydrascope.cli.options;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ServerUrl;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A ClickHouse server other than that of {@code --data}. */
public final class ClickHouseOption {
  @Option(names = "--clickhouse", paramLabel = "URL", descriptionKey = "clickhouse-server")
  private @Nullable URI url;

  /** Empty if none was given. */
  public Optional<ClickHouseEndpoint> endpoint() {
    return Optional.ofNullable(url).map(ServerUrl::clickHouse);
  }

  /** As it was given, or null. */
  @Override
  public String toString() {
    return String.valueOf(url);
  }
}
