package io.hydrascope.platform;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.query.SqlRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a test finds in the tables, by SQL. */
public record TestingStoredRows(ClickHouseEndpoint endpoint) {

  /** A line a row, tabs between its columns. */
  public List<String> lines(String sql) {
    return lines(sql, "TabSeparatedRaw");
  }

  /** A line a row. */
  public List<String> lines(String sql, String format) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      new SqlRunner(endpoint).run(sql, format, answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.toString(StandardCharsets.UTF_8).lines().toList();
  }

  public long number(String sql) {
    return Long.parseLong(lines(sql).get(0));
  }
}
