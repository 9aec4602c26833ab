package io.hydrascope.cli.compare;

import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.ReadAccess;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ServerUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the answers of named revisions are stored. */
final class StoreOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".hydrascope",
      description = "Names: the platform's data directory. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of(".hydrascope");

  @Option(
      names = "--clickhouse",
      paramLabel = "URL",
      description = "Names: another server, with user and password in the URL.")
  private @Nullable URI server;

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description = "Names: whose revisions; needed where several models have them.")
  private @Nullable String model;

  /** Something that asks the store. */
  interface Question<T> {
    T ask(ClickHouseEndpoint endpoint);
  }

  Optional<String> model() {
    return Optional.ofNullable(model);
  }

  <T> T ask(Question<T> question) throws IOException {
    if (server != null) {
      return question.ask(ServerUrl.clickHouse(server));
    }
    try (ReadAccess reader =
        ReadAccess.of(new PlatformDirectory(data.toAbsolutePath().normalize()))) {
      return question.ask(reader.endpoint());
    } catch (BadInputException e) {
      throw new BadInputException(
          "BASE and CANDIDATE are no folders, so they are taken for revisions' names: "
              + e.getMessage());
    }
  }
}
