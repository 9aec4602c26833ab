package io.hydrascope.embedded;

import java.nio.file.Path;

/**
 * One ClickHouse server.
 *
 * @param httpPort 0 chooses a free one
 * @param memoryMegabytes what the server may use before it refuses queries
 * @param usersXml a file for {@code users.d}: replaces what the users have otherwise
 */
public record ClickHouseSettings(
    Path dataDirectory, int httpPort, int memoryMegabytes, String usersXml) {
  private static final String NO_CHANGE = "<clickhouse/>";

  public ClickHouseSettings {
    LocalPort.requireValid("clickhouse httpPort", httpPort);
    Memory.requireAtLeast("clickhouse memoryMegabytes", memoryMegabytes, 512);
  }

  public static ClickHouseSettings in(Path dataDirectory) {
    return new ClickHouseSettings(dataDirectory, 0, 1536, NO_CHANGE);
  }

  public ClickHouseSettings withHttpPort(int newHttpPort) {
    return new ClickHouseSettings(dataDirectory, newHttpPort, memoryMegabytes, usersXml);
  }

  public ClickHouseSettings withUsersXml(String newUsersXml) {
    return new ClickHouseSettings(dataDirectory, httpPort, memoryMegabytes, newUsersXml);
  }
}
