package io.hydrascope.storage.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** V016 on a database with rows, whole and after a run that was interrupted anywhere. */
@ExtendWith(TestingClickHouse.class)
class MetricsByComponentIT {
  private static final int VERSION = 16;
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final String ALL_ROWS =
      "SELECT model, component, window, window_start, n, kl_mean, repair_fraction_odd FROM latest_metrics ORDER BY ALL";

  @Test
  void migrate_filledDatabase_keepsRowsViewsAndSchedules(TestingDatabase database)
      throws Exception {
    List<String> before = filled(database);

    new Migrator(database.endpoint(), Deployment.singleServer()).migrate();

    assertThat(database.lines(ALL_ROWS)).hasSize(180).isEqualTo(before);
    assertThat(sortingKey(database)).endsWith("kept, layer, head, kind, component, window_start");
    assertThat(database.lines("SELECT count() FROM fragile_components")).containsExactly("60");
    assertThat(database.lines("SHOW TABLES")).doesNotContain("running_metrics_exchanged");
    assertThat(
            database.lines(
                "SELECT view FROM system.view_refreshes WHERE database = currentDatabase() ORDER BY view"))
        .containsExactly("top2_all", "top2_closed");
    assertThat(engine(database)).contains("non_replicated_deduplication_window", "TTL updated_at");
  }

  /** After any number of its statements, and rows that arrive while it is not running. */
  @Test
  void migrate_interruptedAnywhere_losesAndDoublesNothing(TestingDatabase database)
      throws Exception {
    List<String> expected = new ArrayList<>(filled(database));
    List<String> statements = migration().statements(Deployment.singleServer());
    for (int done = 1; done < statements.size(); done++) {
      for (String statement : statements.subList(0, done)) {
        database.execute(statement);
      }
      database.execute(
          "INSERT INTO running_metrics (model, component, window, n, updated_at) VALUES ('late', 'L%d', 'all', 1, now64(6))"
              .formatted(done));
      expected.add("late\tL%d\tall\t1970-01-01 00:00:00.000000\t1\t\\N\t\\N".formatted(done));
    }

    new Migrator(database.endpoint(), Deployment.singleServer()).migrate();

    assertThat(database.lines(ALL_ROWS)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(sortingKey(database)).endsWith("component, window_start");
  }

  /** Every file before V016, and a row and a later one of each key. */
  private static List<String> filled(TestingDatabase database) throws Exception {
    List<Migration> earlier =
        Migrations.all().stream().filter(file -> file.version() < VERSION).toList();
    new Migrator(database.endpoint(), Deployment.singleServer(), earlier, LEASE, Optional.empty())
        .migrate();
    for (int emission : IntStream.range(0, 2).toArray()) {
      database.execute(
          """
          INSERT INTO running_metrics
              (model, component, layer, window, window_start, segment, kept, n, kl_mean, updated_at)
          SELECT 'tiny', concat('L', toString(number %% 60)), number %% 60, ['all', '1h', '1h'][intDiv(number, 60) + 1],
              toDateTime64(3600 * intDiv(number, 60), 6, 'UTC'), 'all', 'all', number + %1$d, number / 7,
              now64(6) + toIntervalSecond(%1$d)
          FROM numbers(180)
          """
              .formatted(emission));
    }
    return database.lines(ALL_ROWS);
  }

  private static Migration migration() {
    return Migrations.all().stream()
        .filter(file -> file.version() == VERSION)
        .findFirst()
        .orElseThrow();
  }

  private static String sortingKey(TestingDatabase database) {
    return database
        .lines(
            "SELECT sorting_key FROM system.tables WHERE database = currentDatabase() AND name = 'running_metrics'")
        .get(0);
  }

  private static String engine(TestingDatabase database) {
    return database
        .lines(
            "SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = 'running_metrics'")
        .get(0);
  }
}
