package io.hydrascope.embedded;

import java.nio.file.Path;

/**
 * One ClickHouse server.
 *
 * @param httpPort 0 chooses a free one
 * @param memoryMegabytes what the server may use before it refuses queries
 */
public record ClickHouseSettings(Path dataDirectory, int httpPort, int memoryMegabytes) {
  public ClickHouseSettings {
    LocalPort.requireValid("clickhouse httpPort", httpPort);
    Memory.requireAtLeast("clickhouse memoryMegabytes", memoryMegabytes, 512);
  }

  public static ClickHouseSettings in(Path dataDirectory) {
    return new ClickHouseSettings(dataDirectory, 0, 1536);
  }

  public ClickHouseSettings withHttpPort(int newHttpPort) {
    return new ClickHouseSettings(dataDirectory, newHttpPort, memoryMegabytes);
  }
}
