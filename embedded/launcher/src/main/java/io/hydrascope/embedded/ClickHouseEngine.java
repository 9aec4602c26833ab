package io.hydrascope.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where ClickHouse's engine for this platform lies. */
final class ClickHouseEngine {
  private ClickHouseEngine() {}

  static Path locate() {
    Path library =
        Path.of(ChildResources.modules(Part.CLICKHOUSE))
            .resolve("@chdb/lib-" + platform())
            .resolve("libchdb.so");
    if (!Files.isRegularFile(library)) {
      throw new EmbeddedException(
          "clickhouse cannot start: its engine is missing at %s; run 'mvn -pl embedded/clickhouse generate-resources', or 'npm ci' in embedded/clickhouse"
              .formatted(library));
    }
    return library;
  }

  private static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "x64";
    if (system.startsWith("linux")) {
      return "linux-" + processor + "-gnu";
    }
    if (system.startsWith("mac")) {
      return "darwin-" + processor;
    }
    throw new EmbeddedException(
        "clickhouse cannot start: no engine exists for %s; use Linux (glibc) or macOS, or a server of your own with --clickhouse URL"
            .formatted(system));
  }
}
