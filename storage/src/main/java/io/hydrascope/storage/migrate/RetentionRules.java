package io.hydrascope.storage.migrate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brings the tables' TTL to what is configured; a table that has it already is left alone. */
record RetentionRules(Retention retention, Deployment deployment) {

  /** Returns the tables that were changed. The caller has the lock. */
  List<String> apply(Connection connection, MigrationLock lock) throws SQLException {
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, String> rule : retention.timeToLive().entrySet()) {
      String engine = engine(connection, rule.getKey());
      List<String> changes = changes(engine, rule.getKey(), rule.getValue());
      for (String change : changes) {
        lock.requireHeld();
        execute(connection, alter(rule.getKey(), change));
      }
      if (!changes.isEmpty()) {
        changed.add(rule.getKey());
      }
    }
    return changed;
  }

  /** All of them, for tables that have none yet. */
  List<String> statements() {
    return retention.timeToLive().entrySet().stream()
        .flatMap(
            rule ->
                changes("", rule.getKey(), rule.getValue()).stream()
                    .map(change -> alter(rule.getKey(), change)))
        .toList();
  }

  private String alter(String table, String change) {
    return deployment.render("ALTER TABLE " + table + "{{on_cluster}} " + change);
  }

  /** A policy may not be left again: ClickHouse would not know where the moved parts are. */
  private List<String> changes(String engine, String table, String timeToLive) {
    List<String> changes = new ArrayList<>();
    if (table.equals("effects") && retention.coldAfter().isPresent()) {
      String policy = "storage_policy = '" + retention.coldAfter().get().policy() + "'";
      if (!engine.contains(policy)) {
        changes.add("MODIFY SETTING " + policy);
      }
    }
    if (!engine.contains(" TTL " + timeToLive + " SETTINGS ")) {
      changes.add("MODIFY TTL " + timeToLive);
    }
    return changes;
  }

  private static String engine(Connection connection, String table) throws SQLException {
    String sql =
        "SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
