package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.migrate.MigrationException;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory whose tables were made before there was a release. */
final class EarlierDataDirectoryIT {
  private static final Path JOB_JAR =
      Path.of(System.getProperty("hydrascope.home"))
          .resolve("flink-jobs/bundle/target/hydrascope-jobs.jar");

  @TempDir Path data;

  @Test
  void start_dataDirectoryOfBefore_isRefusedInOneLineAndStartsNoJob() throws Exception {
    makeTablesOfBefore();

    assertThatThrownBy(
            () ->
                LocalPlatform.start(data, JOB_JAR, TestingCaptures.BASE, Progress.silent()).close())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("database=hydrascope has V001__effects.sql")
        .hasMessageContaining("Start on another data directory, or drop it")
        .hasMessageNotContaining("\n");

    assertThat(data.resolve("jobs.json")).doesNotExist();
  }

  private void makeTablesOfBefore() throws Exception {
    try (EmbeddedClickHouse clickHouse =
            EmbeddedClickHouse.start(ClickHouseSettings.in(data.resolve("clickhouse")));
        Connection connection =
            ClickHouseSession.openServer(
                new ClickHouseEndpoint(
                    clickHouse.httpUrl().toString(),
                    clickHouse.owner().user(),
                    clickHouse.owner().password(),
                    ClickHouseEndpoint.DATABASE));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE hydrascope");
      statement.execute(
          """
          CREATE TABLE hydrascope.schema_migrations
              (version UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
          ENGINE = ReplacingMergeTree ORDER BY version
          """);
      statement.execute(
          "INSERT INTO hydrascope.schema_migrations (version, name, checksum) VALUES (1, 'V001__effects.sql', 'x')");
    }
  }
}
