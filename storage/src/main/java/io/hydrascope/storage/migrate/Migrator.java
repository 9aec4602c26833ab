package io.hydrascope.storage.migrate;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to this program's tables. Safe to run again, after a crash, and beside another
 * migrator that is connected to the same server.
 */
public final class Migrator {
  /** The table of what was applied, with tokens, as a migration file has them. */
  static final String HISTORY =
      """
      CREATE TABLE IF NOT EXISTS schema_migrations{{on_cluster}}
      (
          version UInt32,
          name String,
          checksum String COMMENT 'SHA-256 of the file',
          applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
      )
      ENGINE = {{engine:ReplacingMergeTree}}
      ORDER BY version
      COMMENT 'Migrations that this database has'
      """;

  private static final Duration LEASE = Duration.ofMinutes(2);

  private final ClickHouseEndpoint endpoint;
  private final Deployment deployment;
  private final List<Migration> migrations;
  private final Duration lease;
  private final Optional<Retention> retention;

  /** With the standard retention. */
  public Migrator(ClickHouseEndpoint endpoint, Deployment deployment) {
    this(endpoint, deployment, Retention.STANDARD);
  }

  public Migrator(ClickHouseEndpoint endpoint, Deployment deployment, Retention retention) {
    this(endpoint, deployment, Migrations.all(), LEASE, Optional.of(retention));
  }

  Migrator(
      ClickHouseEndpoint endpoint,
      Deployment deployment,
      List<Migration> migrations,
      Duration lease,
      Optional<Retention> retention) {
    this.endpoint = endpoint;
    this.deployment = deployment;
    this.migrations = List.copyOf(migrations);
    this.lease = lease;
    this.retention = retention;
  }

  private record Applied(String name, String checksum) {}

  /**
   * Returns the names of the files that this call applied. What a table's rows may be old follows
   * from the retention, without a file.
   *
   * @throws MigrationException if an applied file has changed, the database is newer than this
   *     program or of a version before its first file, or a statement fails
   */
  public List<String> migrate() {
    List<String> appliedNow = new ArrayList<>();
    try {
      createDatabase();
      try (Connection connection = ClickHouseSession.open(endpoint)) {
        execute(connection, deployment.render(HISTORY));
        for (Migration migration : migrations) {
          if (applyInTurn(connection, migration)) {
            appliedNow.add(migration.name());
          }
        }
        keepRetention(connection);
      }
    } catch (SQLException e) {
      throw new MigrationException("%s: %s".formatted(endpoint, e.getMessage()), e);
    }
    return appliedNow;
  }

  private void keepRetention(Connection connection) throws SQLException {
    if (retention.isPresent()) {
      try (MigrationLock lock = MigrationLock.acquire(connection, lease)) {
        new RetentionRules(retention.get(), deployment).apply(connection, lock);
      }
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = ClickHouseSession.openServer(endpoint)) {
      execute(connection, deployment.render(createDatabase(endpoint.database())));
    }
  }

  /** With tokens, as a migration file has them. */
  static String createDatabase(String database) {
    return "CREATE DATABASE IF NOT EXISTS " + database + "{{on_cluster}}";
  }

  private boolean applyInTurn(Connection connection, Migration migration) throws SQLException {
    if (isApplied(connection, migration)) {
      return false;
    }
    try (MigrationLock lock = MigrationLock.acquire(connection, lease);
        LeaseRenewal renewal = new LeaseRenewal(endpoint, lock)) {
      // Another migrator may have applied it while this one waited.
      if (isApplied(connection, migration)) {
        return false;
      }
      apply(connection, migration, renewal);
      return true;
    }
  }

  private boolean isApplied(Connection connection, Migration migration) throws SQLException {
    Map<Integer, Applied> history = history(connection);
    migrations.forEach(file -> requireSame(file, history.get(file.version())));
    int newest = migrations.get(migrations.size() - 1).version();
    history.forEach(
        (version, applied) -> {
          if (version > newest) {
            throw new MigrationException(
                "database=%s has %s, which this program does not know: use a newer program"
                    .formatted(endpoint.database(), applied.name()));
          }
        });
    return history.containsKey(migration.version());
  }

  private void requireSame(Migration migration, @Nullable Applied applied) {
    if (applied != null && !applied.name().equals(migration.name())) {
      throw new MigrationException(
          "database=%s has %s where this program has %s: a version before the first release made it, and this one cannot read it. Start on another data directory, or drop it (%s) and start again"
              .formatted(
                  endpoint.database(),
                  applied.name(),
                  migration.name(),
                  deployment.render("DROP DATABASE " + endpoint.database() + "{{on_cluster}}")));
    }
    if (applied != null && !applied.checksum().equals(migration.checksum())) {
      throw new MigrationException(
          "migration=%s was applied with checksum=%s and now has %s: applied files never change, add a new one"
              .formatted(migration.name(), applied.checksum(), migration.checksum()));
    }
  }

  private static Map<Integer, Applied> history(Connection connection) throws SQLException {
    Map<Integer, Applied> history = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT version, name, checksum FROM schema_migrations FINAL")) {
      while (rows.next()) {
        history.put(rows.getInt(1), new Applied(rows.getString(2), rows.getString(3)));
      }
    }
    return history;
  }

  private void apply(Connection connection, Migration migration, LeaseRenewal lock)
      throws SQLException {
    for (String statement : migration.statements(deployment)) {
      lock.requireHeld();
      try {
        execute(connection, statement);
      } catch (SQLException e) {
        throw new MigrationException(
            "migration=%s: %s".formatted(migration.name(), e.getMessage()), e);
      }
    }
    String record = "INSERT INTO schema_migrations (version, name, checksum) VALUES (?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(record)) {
      insert.setInt(1, migration.version());
      insert.setString(2, migration.name());
      insert.setString(3, migration.checksum());
      insert.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
