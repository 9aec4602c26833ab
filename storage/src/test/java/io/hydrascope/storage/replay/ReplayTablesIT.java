package io.hydrascope.storage.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class ReplayTablesIT {
  private static final Instant FROM = Instant.parse("2026-01-15T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-02-15T00:00:00Z");
  private static final String ROWS =
      "SELECT capture_id, self_repair FROM effects ORDER BY capture_id";

  @Test
  void switchOver_twoMonths_replacesBothAndLeavesTheThird(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    add(database, "effects", "january", "2026-01-20", 1);
    add(database, "effects", "february", "2026-02-10", 1);
    add(database, "effects", "untouched", "2026-02-20", 1);
    add(database, "effects", "march", "2026-03-10", 1);
    List<String> before = database.lines(ROWS);
    try (ReplayTables tables = ReplayTables.create(database.endpoint())) {
      add(database, "replay_captures", "january", "2026-01-20", 2);
      add(database, "replay_captures", "february", "2026-02-10", 2);
      add(database, "replay_captures", "lost", "2026-02-11", 2);
      tables.copyStored();
      add(database, "effects", "meanwhile", "2026-01-21", 1);
      tables.finishEffects();
      assertThat(database.lines(ROWS)).hasSize(before.size() + 1).containsAll(before);

      tables.switchOver(new ReplayTables.Done(1, FROM, TO, FROM, 0));
    }
    assertThat(database.lines(ROWS))
        .containsExactly(
            "february\t2", "january\t2", "lost\t2", "march\t1", "meanwhile\t1", "untouched\t1");
    assertThat(database.lines("SELECT generation, captures, effects FROM replays"))
        .containsExactly("1\t3\t3");
  }

  private static void add(
      TestingDatabase database, String table, String capture, String day, int selfRepair)
      throws SQLException {
    database.execute(
        "INSERT INTO %s (model, component, capture_id, event_time, self_repair) VALUES ('m', 'L0H1', '%s', '%s', %d)"
            .formatted(table, capture, day, selfRepair));
  }
}
