package io.hydrascope.storage.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class RetentionIT {
  private static final Retention WEEK =
      Retention.STANDARD.with(RetainedRows.EFFECTS, Duration.ofDays(7));

  @Test
  void apply_again_changesNothing(TestingDatabase database) throws Exception {
    database.migrated();

    assertThat(apply(database, Retention.STANDARD)).isEmpty();
    assertThat(apply(database, WEEK)).containsExactly("effects");
    assertThat(apply(database, WEEK)).isEmpty();
    assertThat(apply(database, WEEK.with(RetainedRows.VECTORS, Duration.ofDays(2))))
        .containsExactly("vectors");

    assertThat(
            database.lines(
                "SELECT extract(engine_full, 'TTL (.*) SETTINGS') FROM system.tables WHERE database = currentDatabase() AND name = 'effects'"))
        .containsExactly("inserted_at + toIntervalDay(7)");
  }

  private static List<String> apply(TestingDatabase database, Retention retention)
      throws Exception {
    try (Connection connection = ClickHouseSession.open(database.endpoint());
        MigrationLock lock = MigrationLock.acquire(connection, Duration.ofMinutes(1))) {
      return new RetentionRules(retention, Deployment.singleServer()).apply(connection, lock);
    }
  }

  @Test
  void runningMetrics_expireByWindow(TestingDatabase database) throws Exception {
    database
        .migrated()
        .execute(
            """
            INSERT INTO running_metrics (model, window, component, updated_at)
            SELECT 'aged', arrayJoin(['all', '1m', '1h', '1d']), concat('L', toString(days), 'H0'), now64(6) - toIntervalDay(days)
            FROM (SELECT arrayJoin([6, 8, 91, 731]) AS days)
            """);

    database.execute("OPTIMIZE TABLE running_metrics FINAL");

    assertThat(
            database.lines(
                "SELECT window, count() FROM running_metrics GROUP BY window ORDER BY window"))
        .containsExactly("1d\t3", "1h\t2", "1m\t1", "all\t4");
  }

  @Test
  void retention_shorterThanTheLookBack_isRefused() {
    assertThatThrownBy(() -> Retention.STANDARD.with(RetainedRows.EFFECTS, Duration.ofDays(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("effects=PT72H")
        .hasMessageContaining("at least 4");
  }
}
