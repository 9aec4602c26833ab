package io.hydrascope.benchmarks.soak;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.query.SqlRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of the platform that is soaked. */
record Tables(ClickHouseEndpoint owner) {

  /** What a table takes of the disk. */
  record Size(long rows, long bytes, int parts) {}

  long effects() throws IOException {
    return Long.parseLong(lines("SELECT count() FROM effects").get(0));
  }

  Map<String, Size> sizes() throws IOException {
    String sql =
        """
        SELECT table, sum(rows), sum(bytes_on_disk), count() FROM system.parts
        WHERE database = currentDatabase() AND active GROUP BY table
        """;
    Map<String, Size> sizes = new TreeMap<>();
    for (String line : lines(sql)) {
      String[] columns = line.split("\t", -1);
      sizes.put(
          columns[0],
          new Size(
              Long.parseLong(columns[1]),
              Long.parseLong(columns[2]),
              Integer.parseInt(columns[3])));
    }
    return sizes;
  }

  /**
   * Rows of these prompts' effects, and how many of them differ.
   *
   * @param from a number behind the first letter of a prompt's id, inclusive
   * @param to exclusive
   */
  long[] rowsOf(int from, int to) throws IOException {
    String sql =
        """
        SELECT count(), uniqExact(revision, prompt_id, component, position) FROM effects
        WHERE toUInt32(substring(prompt_id, 2)) >= %d AND toUInt32(substring(prompt_id, 2)) < %d
        """
            .formatted(from, to);
    String[] columns = lines(sql).get(0).split("\t", -1);
    return new long[] {Long.parseLong(columns[0]), Long.parseLong(columns[1])};
  }

  /** As seven days are of a month, for what a month of these tables would not keep. */
  void keep(Duration age) throws SQLException {
    String after = " + toIntervalSecond(" + age.toSeconds() + ")";
    try (Connection connection = ClickHouseSession.open(owner);
        Statement statement = connection.createStatement()) {
      for (String table : List.of("responses", "vectors")) {
        statement.execute(
            "ALTER TABLE %s MODIFY TTL toDateTime(inserted_at)%s".formatted(table, after));
      }
      statement.execute(
          "ALTER TABLE running_metrics MODIFY TTL updated_at%s WHERE window = '1m'"
              .formatted(after));
      for (String table : List.of("responses", "vectors", "running_metrics")) {
        statement.execute(
            "ALTER TABLE %s MODIFY SETTING merge_with_ttl_timeout = %d"
                .formatted(table, Math.max(1, age.toSeconds() / 4)));
      }
    }
  }

  private List<String> lines(String sql) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    new SqlRunner(owner).run(sql, "TabSeparatedRaw", answer);
    return answer.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
