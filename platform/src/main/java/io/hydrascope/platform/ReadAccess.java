package io.hydrascope.platform;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.embedded.Login;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.access.ReaderLimits;
import io.hydrascope.storage.access.ReaderRole;
import io.hydrascope.storage.query.OutsideReach;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.SqlRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Read access to a data directory: of its running platform, or of a ClickHouse started for it.
 * People ask as the reader, by {@link #run}; Hydrascope's own commands ask as the owner, so that
 * people's queries cannot keep them out.
 */
public final class ReadAccess implements AutoCloseable {
  private final ClickHouseEndpoint reader;
  private final ClickHouseEndpoint owner;
  private final @Nullable EmbeddedClickHouse own;

  private final Optional<String> unconfined;

  private ReadAccess(
      ClickHouseEndpoint reader,
      ClickHouseEndpoint owner,
      Path state,
      @Nullable EmbeddedClickHouse own) {
    this.reader = reader;
    this.owner = owner;
    this.own = own;
    unconfined = EmbeddedClickHouse.unconfined(state);
  }

  /**
   * @throws BadInputException if nothing was ever stored in the directory
   */
  public static ReadAccess of(PlatformDirectory directory, Progress progress) throws IOException {
    Optional<PlatformDirectory.Endpoints> running = directory.running();
    if (running.isPresent()) {
      return new ReadAccess(
          running.get().reader(), running.get().owner(), directory.clickHouse(), null);
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
    return new ReadAccess(
        endpoint(clickHouse, clickHouse.reader()),
        endpoint(clickHouse, clickHouse.owner()),
        state,
        clickHouse);
  }

  /**
   * Runs a person's statement.
   *
   * @throws QueryException with ClickHouse's reason, or because the statement would reach outside
   *     of an engine that the kernel does not confine
   */
  public void run(String statement, String format, OutputStream out) throws IOException {
    if (unconfined.isPresent()) {
      new OutsideReach(reader).refuse(statement, unconfined.get());
    }
    new SqlRunner(reader).run(statement, format, out);
  }

  /** With the reader's rights and limits. */
  static ClickHouseSettings restricted(ClickHouseSettings settings) {
    return settings.withUsersXml(
        ReaderRole.usersXml(
            ClickHouseEndpoint.DATABASE,
            ReaderLimits.STANDARD.onServerOf((long) settings.memoryMegabytes() << 20)));
  }

  static ClickHouseEndpoint endpoint(EmbeddedClickHouse clickHouse, Login login) {
    return new ClickHouseEndpoint(
        clickHouse.httpUrl().toString(),
        login.user(),
        login.password(),
        ClickHouseEndpoint.DATABASE);
  }

  /** For the fixed queries of Hydrascope's own commands. */
  public ClickHouseEndpoint owner() {
    return owner;
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
