package io.hydrascope.benchmarks.storage;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import io.hydrascope.storage.migrate.RetainedRows;
import io.hydrascope.storage.migrate.Retention;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Fills the platform's tables and the variants to compare with, inside ClickHouse. */
final class SyntheticTables {
  private static final int ROWS_A_PROMPT = 9_984; // 4 revisions, 156 components, 16 readouts
  private static final int ROWS_A_WINDOW = 624; // 4 revisions, 156 components; of one segment
  private static final int ALL_SEGMENTS = 13;
  private static final int DAY_SECONDS = 86_400;
  private static final int PROMPTS_A_CHUNK = 300;

  /** Minutes of the last week in which there was a prompt. */
  private static final int MINUTES = 2_100;

  private final ClickHouseEndpoint endpoint;

  SyntheticTables(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Until the server ends: nothing is to be computed beside the questions. */
  void stopSchedules() throws SQLException {
    execute("SYSTEM STOP VIEWS");
  }

  /**
   * @param prompts over 30 days, 9,984 rows of {@code effects} each
   */
  void fill(TableVariant variant, int prompts) throws SQLException, IOException {
    // The rows are of January 2026, and stay.
    Retention ever = Retention.STANDARD;
    for (RetainedRows rows : RetainedRows.values()) {
      ever = ever.with(rows, Duration.ofDays(36_500));
    }
    new Migrator(endpoint, Deployment.singleServer(), ever).migrate();
    stopSchedules();
    if (!variant.isPlatforms()) {
      execute(variant.create());
    }
    switch (variant.of()) {
      case "effects" -> fillEffects(variant.table(), prompts);
      case "running_metrics" -> fillMetrics(variant.table());
      default -> execute(resource(variant.of()));
    }
  }

  private void fillEffects(String table, int prompts) throws SQLException, IOException {
    String sql =
        resource("effects").replace("{table}", table).replace("{prompts}", String.valueOf(prompts));
    for (int from = 0; from < prompts; from += PROMPTS_A_CHUNK) {
      long count = (long) Math.min(PROMPTS_A_CHUNK, prompts - from) * ROWS_A_PROMPT;
      execute(chunk(sql, (long) from * ROWS_A_PROMPT, count));
    }
  }

  private void fillMetrics(String table) throws SQLException, IOException {
    String sql = resource("running_metrics").replace("{table}", table);
    // Three generations of the window all: it is emitted again and again.
    for (int generation = 0; generation < 3; generation++) {
      fillWindows(sql, "all", ALL_SEGMENTS, DAY_SECONDS * 30 + generation, 1);
    }
    fillWindows(sql, "1d", ALL_SEGMENTS, DAY_SECONDS, 30);
    fillWindows(sql, "1h", ALL_SEGMENTS, 3_600, 720);
    fillWindows(sql, "1m", 3, 60, MINUTES);
  }

  private void fillWindows(String sql, String window, int segments, int seconds, int slots)
      throws SQLException {
    String text =
        sql.replace("{window}", window)
            .replace("{segments}", String.valueOf(segments))
            .replace("{seconds}", String.valueOf(seconds))
            .replace("{slots}", String.valueOf(slots));
    execute(chunk(text, 0, (long) ROWS_A_WINDOW * segments * slots));
  }

  private static String chunk(String sql, long from, long count) {
    return sql.replace("{from}", String.valueOf(from)).replace("{count}", String.valueOf(count));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream file = SyntheticTables.class.getResourceAsStream(name + ".sql")) {
      if (file == null) {
        throw new IOException(name + ".sql is missing in this program");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
