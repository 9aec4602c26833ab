package io.hydrascope.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One ClickHouse server.
 *
 * @param httpPort 0 chooses a free one
 * @param memoryMegabytes what the server may use before it refuses queries
 * @param usersXml a file for {@code users.d}: replaces what the users have otherwise
 * @param coldDirectory a second disk, as the volume {@code cold} of the storage policy {@value
 *     #TIERED_POLICY}; a table that has been moved there needs it at every later start
 * @param logins empty for new passwords at each start
 */
public record ClickHouseSettings(
    Path dataDirectory,
    int httpPort,
    int memoryMegabytes,
    String usersXml,
    Optional<Path> coldDirectory,
    Optional<ClickHouseLogins> logins) {
  /** What the JVM that carries the server takes beside it. */
  public static final int CARRIER_MEGABYTES = 64;

  /** With less, merges and the jobs' inserts are refused. */
  public static final int LEAST_MEGABYTES = 512;

  public static final String TIERED_POLICY = "hydrascope_tiered";

  private static final String NO_CHANGE = "<clickhouse/>";

  public ClickHouseSettings {
    LocalPort.requireValid("clickhouse httpPort", httpPort);
    Memory.requireAtLeast("clickhouse memoryMegabytes", memoryMegabytes, LEAST_MEGABYTES);
  }

  public static ClickHouseSettings in(Path dataDirectory) {
    return new ClickHouseSettings(
        dataDirectory, 0, 1536, NO_CHANGE, Optional.empty(), Optional.empty());
  }

  public ClickHouseSettings withHttpPort(int newHttpPort) {
    return new ClickHouseSettings(
        dataDirectory, newHttpPort, memoryMegabytes, usersXml, coldDirectory, logins);
  }

  public ClickHouseSettings withMemoryMegabytes(int newMemoryMegabytes) {
    return new ClickHouseSettings(
        dataDirectory, httpPort, newMemoryMegabytes, usersXml, coldDirectory, logins);
  }

  public ClickHouseSettings withUsersXml(String newUsersXml) {
    return new ClickHouseSettings(
        dataDirectory, httpPort, memoryMegabytes, newUsersXml, coldDirectory, logins);
  }

  public ClickHouseSettings withColdDirectory(Path directory) {
    return new ClickHouseSettings(
        dataDirectory, httpPort, memoryMegabytes, usersXml, Optional.of(directory), logins);
  }

  public ClickHouseSettings withLogins(ClickHouseLogins newLogins) {
    return new ClickHouseSettings(
        dataDirectory, httpPort, memoryMegabytes, usersXml, coldDirectory, Optional.of(newLogins));
  }

  int processMegabytes() {
    return memoryMegabytes + CARRIER_MEGABYTES;
  }
}
