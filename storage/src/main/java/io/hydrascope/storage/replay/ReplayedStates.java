package io.hydrascope.storage.replay;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The states of the newest replay.
 *
 * @param generation 0 before the first replay
 * @param switchedAtMillis when it took the place of what was before
 * @param states by key, then by window, as they were written
 */
public record ReplayedStates(
    int generation, long switchedAtMillis, Map<String, Map<String, String>> states) {

  /** One state on its way to the table. */
  public record StateRow(String key, String window, String state) {}

  /** Before any replay. */
  public static ReplayedStates none() {
    return new ReplayedStates(0, 0, Map.of());
  }

  public static ReplayedStates newest(ClickHouseEndpoint endpoint) throws SQLException {
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement()) {
      int generation;
      long switchedAtMillis;
      try (ResultSet newest =
          statement.executeQuery(
              "SELECT generation, toUnixTimestamp64Milli(switched_at) FROM replays ORDER BY generation DESC LIMIT 1")) {
        if (!newest.next()) {
          return none();
        }
        generation = newest.getInt(1);
        switchedAtMillis = newest.getLong(2);
      }
      Map<String, Map<String, String>> states = new HashMap<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT key, window, state FROM replayed_states WHERE generation = " + generation)) {
        while (rows.next()) {
          states
              .computeIfAbsent(rows.getString(1), key -> new HashMap<>())
              .put(rows.getString(2), rows.getString(3));
        }
      }
      return new ReplayedStates(generation, switchedAtMillis, states);
    }
  }

  static void write(Connection connection, int generation, List<StateRow> rows)
      throws SQLException {
    String sql = "INSERT INTO replayed_states (generation, key, window, state) VALUES (?, ?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (StateRow row : rows) {
        insert.setInt(1, generation);
        insert.setString(2, row.key());
        insert.setString(3, row.window());
        insert.setString(4, row.state());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
