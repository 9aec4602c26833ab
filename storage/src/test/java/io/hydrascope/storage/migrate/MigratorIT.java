package io.hydrascope.storage.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class MigratorIT {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Migration FIRST =
      Migration.of(
          "V001__first.sql",
          "CREATE TABLE IF NOT EXISTS first (a Int8) ENGINE = {{engine:MergeTree}} ORDER BY a;\n");
  private static final Migration SECOND =
      Migration.of("V002__second.sql", "CREATE OR REPLACE VIEW second AS SELECT * FROM first;\n");

  @Test
  void migrate_freshAndAgain_appliesEachFileOnce(TestingDatabase database) {
    Migrator migrator = new Migrator(database.endpoint(), Deployment.singleServer());

    assertThat(migrator.migrate()).hasSameSizeAs(Migrations.all());
    assertThat(migrator.migrate()).isEmpty();

    assertThat(database.lines("SELECT version, name FROM schema_migrations ORDER BY version"))
        .startsWith("1\tV001__watched.sql")
        .hasSameSizeAs(Migrations.all());
    assertThat(database.lines("SHOW TABLES"))
        .contains("effects", "running_metrics", "latest_metrics", "freshness")
        .doesNotContain(MigrationLock.TABLE);
  }

  @Test
  void migrate_changedAppliedFile_failsNamingIt(TestingDatabase database) {
    migrator(database, FIRST).migrate();
    Migration changed = Migration.of(FIRST.name(), FIRST.sql() + "SELECT 1;\n");

    assertThatThrownBy(() -> migrator(database, changed).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("V001__first.sql")
        .hasMessageContaining("never change");
  }

  @Test
  void migrate_databaseOfNewerProgram_failsNamingTheFile(TestingDatabase database) {
    migrator(database, FIRST, SECOND).migrate();

    assertThatThrownBy(() -> migrator(database, FIRST).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("V002__second.sql");
  }

  /** The files before the first release began with V001__effects.sql and had higher numbers. */
  @Test
  void migrate_databaseOfBeforeTheFirstRelease_isRefusedAndLeftAlone(TestingDatabase database) {
    migrator(
            database,
            Migration.of("V001__effects.sql", FIRST.sql()),
            Migration.of("V031__vector_norm.sql", SECOND.sql()))
        .migrate();

    assertThatThrownBy(() -> new Migrator(database.endpoint(), Deployment.singleServer()).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            "database=%1$s has V001__effects.sql where this program has V001__watched.sql: a version before the first release made it, and this one cannot read it. Start on another data directory, or drop it (DROP DATABASE %1$s) and start again",
            database.endpoint().database());

    assertThat(database.lines("SHOW TABLES"))
        .containsExactly("first", "schema_migrations", "second");
  }

  @Test
  void migrate_failingStatement_namesTheFileAndLeavesNoLock(TestingDatabase database) {
    Migration broken = Migration.of("V002__broken.sql", "CREATE TABLE;\n");

    assertThatThrownBy(() -> migrator(database, FIRST, broken).migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("V002__broken.sql");

    assertThat(migrator(database, FIRST, SECOND).migrate()).containsExactly("V002__second.sql");
  }

  @Test
  void migrate_severalAtOnce_appliesEachFileOnce(TestingDatabase database) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<List<String>>> runs = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      runs.add(
          threads.submit(
              () -> new Migrator(database.endpoint(), Deployment.singleServer()).migrate()));
    }
    List<String> applied = new ArrayList<>();
    for (Future<List<String>> run : runs) {
      applied.addAll(run.get());
    }
    threads.shutdown();

    assertThat(applied)
        .containsExactlyInAnyOrderElementsOf(
            Migrations.all().stream().map(Migration::name).toList());
    assertThat(database.lines("SELECT count() FROM schema_migrations"))
        .containsExactly(String.valueOf(Migrations.all().size()));
  }

  @Test
  void migrate_lockOfCrashedMigrator_isTakenOverAfterItsLease(TestingDatabase database)
      throws Exception {
    migrator(database, FIRST).migrate();
    database.execute(
        "CREATE TABLE %s (owner String) ENGINE = Memory COMMENT 'crashed 1000'"
            .formatted(MigrationLock.TABLE));

    assertThat(migrator(database, FIRST, SECOND).migrate()).containsExactly("V002__second.sql");
  }

  @SuppressWarnings("try") // Closing early is what the test is about.
  @Test
  void requireHeld_lockTakenOver_fails(TestingDatabase database) throws Exception {
    migrator(database, FIRST).migrate();
    try (Connection connection = ClickHouseSession.open(database.endpoint());
        MigrationLock expired = MigrationLock.acquire(connection, Duration.ZERO);
        MigrationLock next = MigrationLock.acquire(connection, LEASE)) {
      assertThatThrownBy(expired::requireHeld).isInstanceOf(MigrationException.class);
      next.requireHeld();

      expired.close();

      next.requireHeld();
    }
  }

  @Test
  void migrate_statementLongerThanItsLease_keepsTheLock(TestingDatabase database) {
    Duration lease = Duration.ofSeconds(4);
    String sixSeconds = "SELECT sleepEachRow(1) FROM numbers(6) SETTINGS max_block_size = 1";
    Migration slow = Migration.of("V001__slow.sql", sixSeconds + ";\nSELECT 1;\n");

    assertThat(
            new Migrator(
                    database.endpoint(),
                    Deployment.singleServer(),
                    List.of(slow),
                    lease,
                    Optional.empty())
                .migrate())
        .containsExactly("V001__slow.sql");
  }

  private static Migrator migrator(TestingDatabase database, Migration... migrations) {
    return new Migrator(
        database.endpoint(),
        Deployment.singleServer(),
        List.of(migrations),
        LEASE,
        Optional.empty());
  }
}
