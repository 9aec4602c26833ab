package io.hydrascope.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.storage.access.ReaderLimits;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import io.hydrascope.storage.migrate.Retention;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.SqlRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs a server of its own: two disks, and a reader who soon reaches the limits. */
class TieredServerIT {
  private static final ReaderLimits TIGHT =
      new ReaderLimits(Duration.ofSeconds(3), 40 << 20, 1_000_000, 1_000, 1_000, 4, 60 << 20);
  private static final Retention TIERED =
      Retention.STANDARD.withColdAfter(
          new Retention.Tier(ClickHouseSettings.TIERED_POLICY, Duration.ofDays(30)));

  @TempDir private static Path directory;
  private static TestingServer server;

  @BeforeAll
  static void start() {
    server = TestingServer.start(directory, TIGHT);
    migrate(Retention.STANDARD);
    migrate(TIERED);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void migrate(Retention retention) {
    new Migrator(server.database().endpoint(), Deployment.singleServer(), retention).migrate();
  }

  @Test
  void effects_byAge_stayMoveAndGo() throws Exception {
    TestingDatabase database = server.database();
    database.execute("SYSTEM STOP MERGES effects"); // they would put parts together, on one disk
    for (int days : new int[] {1, 31, 91}) {
      database.execute(
          "INSERT INTO effects (model, component, inserted_at) SELECT 'aged', 'L0H%1$d', now64(6) - INTERVAL %1$d DAY"
              .formatted(days));
    }
    assertThat(
            database.lines(
                """
                SELECT e.component, p.disk_name FROM effects AS e
                INNER JOIN system.parts AS p ON p.name = e._part AND p.table = 'effects' AND p.database = currentDatabase()
                WHERE e.model = 'aged' AND e.component != 'L0H91' ORDER BY e.component
                """))
        .containsExactly("L0H1\tdefault", "L0H31\tcold");

    database.execute("SYSTEM START MERGES effects");
    database.execute("OPTIMIZE TABLE effects FINAL");

    assertThat(
            database.lines("SELECT component FROM effects WHERE model = 'aged' ORDER BY component"))
        .containsExactly("L0H1", "L0H31");
  }

  @Test
  void reader_beyondEachLimit_isRefusedWithTheLimit() {
    assertRefused("SELECT count() FROM numbers(2000000)", "TOO_MANY_ROWS", "1.00 million");
    assertRefused("SELECT number FROM numbers(2000)", "TOO_MANY_ROWS_OR_BYTES", "1.00 thousand");
    assertRefused(
        "SELECT max(cityHash64(a.number, b.number)) FROM numbers(900000) AS a, numbers(90000) AS b",
        "TIMEOUT_EXCEEDED",
        "3000 ms");
    assertRefused(
        "SELECT length(groupArray(repeat('x', 1000))) FROM numbers(900000)",
        "MEMORY_LIMIT_EXCEEDED",
        "40.00 MiB");
  }

  @Test
  void reader_moreQueriesAtOnceThanAreAllowed_isRefusedWithTheLimit() throws Exception {
    ExecutorService asking = Executors.newCachedThreadPool();
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(asking.submit(() -> answer("SELECT sleep(2) FROM numbers(1)")));
      }
      List<String> errors = new ArrayList<>();
      for (Future<String> each : answers) {
        errors.add(each.get());
      }
      assertThat(errors).filteredOn(String::isEmpty).hasSizeBetween(1, 8);
      assertThat(errors)
          .filteredOn(error -> !error.isEmpty())
          .isNotEmpty()
          .allSatisfy(
              error -> assertThat(error).contains("TOO_MANY_SIMULTANEOUS_QUERIES").contains("4"));
    } finally {
      asking.shutdownNow();
    }
  }

  /** Empty where it was answered. */
  private static String answer(String sql) throws IOException {
    try {
      new SqlRunner(server.database().reader()).run(sql, "TSV", new ByteArrayOutputStream());
      return "";
    } catch (QueryException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void assertRefused(String sql, String error, String limit) {
    SqlRunner reader = new SqlRunner(server.database().reader());
    assertThatThrownBy(() -> reader.run(sql, "TSV", new ByteArrayOutputStream()))
        .as(sql)
        .isInstanceOf(QueryException.class)
        .hasMessageContaining(error)
        .hasMessageContaining(limit);
  }
}
