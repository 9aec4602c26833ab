package io.hydrascope.platform;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.embedded.Login;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.access.ReaderLimits;
import io.hydrascope.storage.access.ReaderRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Read access to a data directory: of its running platform, or of a ClickHouse started for it. */
public final class ReadAccess implements AutoCloseable {
  private final ClickHouseEndpoint endpoint;
  private final @Nullable EmbeddedClickHouse own;

  private ReadAccess(ClickHouseEndpoint endpoint, @Nullable EmbeddedClickHouse own) {
    this.endpoint = endpoint;
    this.own = own;
  }

  /**
   * @throws BadInputException if nothing was ever stored in the directory
   */
  public static ReadAccess of(PlatformDirectory directory, Progress progress) throws IOException {
    Optional<PlatformDirectory.Endpoints> running = directory.running();
    if (running.isPresent()) {
      return new ReadAccess(running.get().reader(), null);
    }
    Path state = directory.clickHouse();
    if (!Files.isDirectory(state)) {
      throw new BadInputException(
          "--data %s holds no captures; run ./hydrascope demo --once first"
              .formatted(directory.root()));
    }
    progress.await("starting ClickHouse on " + state);
    EmbeddedClickHouse clickHouse =
        EmbeddedClickHouse.start(restricted(ClickHouseSettings.in(state)));
    return new ReadAccess(endpoint(clickHouse, clickHouse.reader()), clickHouse);
  }

  /** With the reader's rights and limits. */
  static ClickHouseSettings restricted(ClickHouseSettings settings) {
    return settings.withUsersXml(
        ReaderRole.usersXml(ClickHouseEndpoint.DATABASE, ReaderLimits.STANDARD));
  }

  static ClickHouseEndpoint endpoint(EmbeddedClickHouse clickHouse, Login login) {
    return new ClickHouseEndpoint(
        clickHouse.httpUrl().toString(),
        login.user(),
        login.password(),
        ClickHouseEndpoint.DATABASE);
  }

  public ClickHouseEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
