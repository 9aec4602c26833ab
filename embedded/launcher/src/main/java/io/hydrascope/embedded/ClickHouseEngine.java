package io.hydrascope.embedded;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where ClickHouse's engine for this platform lies. */
final class ClickHouseEngine {
  private ClickHouseEngine() {}

  static Path locate() {
    Path library =
        Path.of(ChildResources.modules(Part.CLICKHOUSE))
            .resolve("@chdb/lib-linux-x64-gnu")
            .resolve("libchdb.so");
    if (!Files.isRegularFile(library)) {
      throw new EmbeddedException(
          "clickhouse cannot start: its engine is missing at %s; run 'mvn -pl embedded/clickhouse generate-resources', or 'npm ci' in embedded/clickhouse"
              .formatted(library));
    }
    return library;
  }
}
