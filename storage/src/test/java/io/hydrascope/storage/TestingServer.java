package io.hydrascope.storage;

import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.storage.access.ReaderLimits;
import io.hydrascope.storage.access.ReaderRole;
import java.nio.file.Path;

/** A server of a test's own, with a second disk and a reader of tight limits. */
public record TestingServer(EmbeddedClickHouse clickHouse) implements AutoCloseable {

  public static TestingServer start(Path directory, ReaderLimits limits) {
    return new TestingServer(
        EmbeddedClickHouse.start(
            ClickHouseSettings.in(directory.resolve("server"))
                .withColdDirectory(directory.resolve("cold"))
                .withUsersXml(ReaderRole.usersXml(ClickHouseEndpoint.DATABASE, limits))));
  }

  /** The platform's own database, not migrated. */
  public TestingDatabase database() {
    String url = clickHouse.httpUrl().toString();
    return new TestingDatabase(
        new ClickHouseEndpoint(
            url,
            clickHouse.owner().user(),
            clickHouse.owner().password(),
            ClickHouseEndpoint.DATABASE),
        new ClickHouseEndpoint(
            url,
            clickHouse.reader().user(),
            clickHouse.reader().password(),
            ClickHouseEndpoint.DATABASE));
  }

  @Override
  public void close() {
    clickHouse.close();
  }
}
