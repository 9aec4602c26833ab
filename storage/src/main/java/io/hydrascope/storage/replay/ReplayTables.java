package io.hydrascope.storage.replay;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.insert.TableBlock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables beside {@code effects} and {@code running_metrics} in which a replay is prepared, and
 * the switch. Until the switch nothing that people read changes; whoever starts a replay throws
 * away what an earlier one left. One thread at a time.
 *
 * <pre>
 * replay_captures          rows computed again, and the stored rows of the same months: one row an
 *                          identity, the computed one where there are both
 * replay_effects           the months as they are to be; its partitions take the place of those of effects
 * replay_running_metrics   rows that replace those of their keys
 * </pre>
 */
public final class ReplayTables implements AutoCloseable {
  private static final String CAPTURES = "replay_captures";
  private static final String EFFECTS = "replay_effects";
  private static final String METRICS = "replay_running_metrics";

  /** Longer than an insert may take: a row that is stamped earlier can be read by now. */
  private static final int INSERT_MINUTES = 5;

  private final Connection connection;
  private final List<String> columns;
  private final String begun;

  private ReplayTables(Connection connection) throws SQLException {
    this.connection = connection;
    this.columns = list("SELECT name FROM system.columns WHERE " + of("effects"));
    this.begun = list("SELECT toString(now64(6, 'UTC'))").get(0);
  }

  /** Empty tables of today's columns. */
  public static ReplayTables create(ClickHouseEndpoint endpoint) throws SQLException {
    Connection connection = ClickHouseSession.open(endpoint);
    try {
      ReplayTables tables = new ReplayTables(connection);
      tables.drop();
      tables.createCaptures();
      tables.execute("CREATE TABLE %s AS effects".formatted(EFFECTS));
      tables.execute("CREATE TABLE %s AS running_metrics".formatted(METRICS));
      return tables;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void createCaptures() throws SQLException {
    String definitions =
        String.join(
            ", ",
            list(
                "SELECT concat('`', name, '` ', type, if(default_kind = '', '', concat(' ', default_kind, ' ', default_expression)))"
                    + " FROM system.columns WHERE "
                    + of("effects")));
    String keys =
        list("SELECT concat('PARTITION BY ', partition_key, ' ORDER BY (', sorting_key, ')') FROM system.tables"
                + " WHERE database = currentDatabase() AND name = 'effects'")
            .get(0);
    execute(
        "CREATE TABLE %s (%s, computed UInt8 DEFAULT 1) ENGINE = ReplacingMergeTree(computed) %s"
            .formatted(CAPTURES, definitions, keys));
  }

  /** Where rows of {@code effects} go that were computed again. */
  public static TableBlock captures(TableBlock effects) {
    return into(CAPTURES, effects);
  }

  /** Where new rows of {@code running_metrics} wait for the switch. */
  public static TableBlock metrics(TableBlock runningMetrics) {
    return into(METRICS, runningMetrics);
  }

  private static TableBlock into(String table, TableBlock block) {
    return new TableBlock(table, block.columns(), block.arrowStream(), block.rows());
  }

  /** Takes in what is stored by now of the months that were computed again. */
  public void copyStored() throws SQLException {
    for (String partition : partitions(CAPTURES)) {
      copy(partition, "inserted_at <= " + time(begun));
    }
  }

  /**
   * Takes in what was stored since, and writes the months as they are to be. Nobody may store
   * effects from here to the switch.
   */
  public void finishEffects() throws SQLException {
    for (String partition : partitions(CAPTURES)) {
      copy(partition, "inserted_at > " + settled());
      String names = names();
      execute(
          """
          INSERT INTO %s (%s) SELECT %s FROM %s FINAL WHERE _partition_id = '%s'
          """
              .formatted(EFFECTS, names, names, CAPTURES, partition));
    }
  }

  private void copy(String partition, String which) throws SQLException {
    String names = names();
    execute(
        """
        INSERT INTO %s (%s, computed) SELECT %s, 0 FROM effects WHERE _partition_id = '%s' AND %s
        """
            .formatted(CAPTURES, names, names, partition, which));
  }

  /** What was computed again, each row once. */
  public record Computed(long captures, long rows) {}

  public Computed computed() throws SQLException {
    String from = " FROM %s FINAL WHERE computed = 1".formatted(CAPTURES);
    return new Computed(
        Long.parseLong(list("SELECT uniqExact(model, revision, capture_id)" + from).get(0)),
        Long.parseLong(list("SELECT count()" + from).get(0)));
  }

  /** All effects as they are to be after the switch, as a subquery. */
  public String finishedEffects() throws SQLException {
    List<String> replaced = partitions(EFFECTS);
    String others =
        replaced.isEmpty()
            ? "1"
            : "_partition_id NOT IN ('%s')".formatted(String.join("', '", replaced));
    return "(SELECT * FROM %s UNION ALL SELECT * FROM effects WHERE %s)".formatted(EFFECTS, others);
  }

  /** A condition: rows that were stored before this replay began, and can all be read by now. */
  public String settledRows() {
    return "inserted_at <= " + settled();
  }

  /** A condition: the other rows. */
  public String laterRows() {
    return "inserted_at > " + settled();
  }

  private String settled() {
    return time(begun) + " - toIntervalMinute(" + INSERT_MINUTES + ")";
  }

  private static String time(String text) {
    return "toDateTime64('" + text + "', 6, 'UTC')";
  }

  /** The generation that the next replay writes. */
  public int nextGeneration() throws SQLException {
    return Integer.parseInt(list("SELECT max(generation) + 1 FROM replays").get(0));
  }

  /** Later than every row of the running metrics, and not before now; microseconds. */
  public long nextUpdateMicros() throws SQLException {
    return Long.parseLong(
        list("SELECT greatest(toUnixTimestamp64Micro(now64(6)), toUnixTimestamp64Micro(max(updated_at)) + 1) FROM running_metrics")
            .get(0));
  }

  /** {@code key=value} of each model that has metrics of its own; {@code model TAB segment}. */
  public List<String> segments() throws SQLException {
    return list(
        """
        SELECT concat(model, '\\t', segment) FROM running_metrics
        WHERE segment != 'all' AND window = 'all' AND kept = 'all'
        GROUP BY model, segment ORDER BY model, min(updated_at), segment
        """);
  }

  /**
   * What the switch leaves in {@code replays}.
   *
   * @param effectsFrom null where no effects were computed again
   */
  public record Done(
      int generation, Instant from, Instant to, @Nullable Instant effectsFrom, long metrics) {}

  public void writeStates(int generation, List<ReplayedStates.StateRow> rows) throws SQLException {
    ReplayedStates.write(connection, generation, rows);
  }

  /** States that a replay left which never switched would be taken for those of the next. */
  public void dropStates(int generation) throws SQLException {
    execute("ALTER TABLE replayed_states DROP PARTITION " + generation);
  }

  /**
   * Puts all in place by a statement each: the effects, the metrics, and the states with which the
   * job goes on. The server finishes a statement that it has even if this process is killed.
   */
  public void switchOver(Done done) throws SQLException {
    Computed computed = computed();
    replaceEffects();
    // Of one partition: running_metrics has no other.
    for (String partition : partitions(METRICS)) {
      execute(
          "ALTER TABLE running_metrics ATTACH PARTITION ID '%s' FROM %s"
              .formatted(partition, METRICS));
    }
    String sql =
        """
        INSERT INTO replays (generation, from_time, to_time, effects_from, captures, effects, metrics, switched_at)
        VALUES (?, fromUnixTimestamp64Micro(?, 'UTC'), fromUnixTimestamp64Micro(?, 'UTC'), %s, ?, ?, ?, now64(6))
        """
            .formatted(
                done.effectsFrom() == null
                    ? "NULL"
                    : "fromUnixTimestamp64Micro(toInt64(%d), 'UTC')"
                        .formatted(micros(done.effectsFrom())));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, done.generation());
      insert.setLong(2, micros(done.from()));
      insert.setLong(3, micros(done.to()));
      insert.setLong(4, computed.captures());
      insert.setLong(5, computed.rows());
      insert.setLong(6, done.metrics());
      insert.executeUpdate();
    }
  }

  /**
   * All months in one statement, which the server takes one after another. Its limit of what may be
   * dropped, 50 GB a partition, would refuse a large month after it had replaced the ones before.
   */
  private void replaceEffects() throws SQLException {
    List<String> months = partitions(EFFECTS);
    if (!months.isEmpty()) {
      String commands =
          months.stream()
              .map(month -> "REPLACE PARTITION ID '%s' FROM %s".formatted(month, EFFECTS))
              .collect(Collectors.joining(", "));
      execute("ALTER TABLE effects " + commands + " SETTINGS max_partition_size_to_drop = 0");
    }
  }

  private static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  private List<String> partitions(String table) throws SQLException {
    return list(
        "SELECT DISTINCT partition_id FROM system.parts WHERE active AND rows > 0 AND database = currentDatabase()"
            + " AND table = '%s' ORDER BY partition_id".formatted(table));
  }

  private String names() {
    return columns.stream().map(column -> "`" + column + "`").collect(Collectors.joining(", "));
  }

  private static String of(String table) {
    return "database = currentDatabase() AND table = '%s' ORDER BY position".formatted(table);
  }

  private List<String> list(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void drop() throws SQLException {
    for (String table : List.of(CAPTURES, EFFECTS, METRICS)) {
      execute("DROP TABLE IF EXISTS " + table + " SYNC");
    }
  }

  /** Drops the tables. */
  @Override
  public void close() throws SQLException {
    try (connection) {
      drop();
    }
  }
}
