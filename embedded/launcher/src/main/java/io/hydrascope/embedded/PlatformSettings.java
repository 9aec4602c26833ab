package io.hydrascope.embedded;

import java.nio.file.Path;

/** All three parts. */
public record PlatformSettings(
    KafkaSettings kafka, ClickHouseSettings clickHouse, FlinkSettings flink) {
  /** A folder for each part below {@code dataDirectory}, free ports, default memory. */
  public static PlatformSettings in(Path dataDirectory) {
    return new PlatformSettings(
        KafkaSettings.in(dataDirectory.resolve("kafka")),
        ClickHouseSettings.in(dataDirectory.resolve("clickhouse")),
        FlinkSettings.in(dataDirectory.resolve("flink")));
  }

  /** The limits of all parts together. */
  public int memoryMegabytes() {
    return kafka.memoryMegabytes() + clickHouse.processMegabytes() + flink.memoryMegabytes();
  }
}
