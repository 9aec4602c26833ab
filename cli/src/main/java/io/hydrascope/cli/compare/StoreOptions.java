package io.hydrascope.cli.compare;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.cli.options.ClickHouseOption;
import io.hydrascope.cli.options.DataOption;
import io.hydrascope.platform.ReadAccess;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the answers of named revisions are stored. */
final class StoreOptions {
  @Mixin private DataOption data = new DataOption();

  @Mixin private ClickHouseOption clickHouse = new ClickHouseOption();

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description =
          "With names: the model of the revisions. It is needed where several models have them.")
  private @Nullable String model;

  /** Something that asks the store. */
  interface Question<T> {
    T ask(ClickHouseEndpoint endpoint);
  }

  Optional<String> model() {
    return Optional.ofNullable(model);
  }

  <T> T ask(Question<T> question, Progress progress) throws IOException {
    Optional<ClickHouseEndpoint> server = clickHouse.endpoint();
    if (server.isPresent()) {
      return question.ask(server.get());
    }
    try (ReadAccess reader = ReadAccess.of(data.directory(), progress)) {
      return question.ask(reader.owner());
    } catch (BadInputException e) {
      throw new BadInputException(
          "BASE and CANDIDATE are no folders, so they are taken for revisions' names: "
              + e.getMessage());
    }
  }
}
