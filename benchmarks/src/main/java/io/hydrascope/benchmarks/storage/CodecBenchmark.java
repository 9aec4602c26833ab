package io.hydrascope.benchmarks.storage;

import io.hydrascope.benchmarks.Machine;
import io.hydrascope.benchmarks.ResultFile;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.query.SqlRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Codecs for each kind of column of the large tables, on the rows of a platform that has run: how
 * many bytes they take, how long reading them takes, how long writing them. The rows are as many as
 * the platform has, so times compare, and say little alone.
 */
public final class CodecBenchmark {
  private static final int READS = 15;

  private static final String COPY = "codec_try";

  private final ClickHouseEndpoint endpoint;

  private CodecBenchmark(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * @param readMillis median of reading all columns of the kind
   * @param writeMillis of copying the whole table
   */
  record Measured(
      String table,
      String kind,
      int columns,
      String codec,
      long rows,
      long plainBytes,
      long storedBytes,
      double readMillis,
      double writeMillis) {}

  record Result(Machine machine, int reads, List<Measured> measured) {}

  /** Arguments: the data directory of a platform that does not run, the result file. */
  public static void main(String[] arguments) throws Exception {
    ClickHouseSettings settings =
        ClickHouseSettings.in(Path.of(arguments[0]).resolve("clickhouse"));
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(settings)) {
      ClickHouseEndpoint endpoint =
          new ClickHouseEndpoint(
              server.httpUrl().toString(),
              server.owner().user(),
              server.owner().password(),
              ClickHouseEndpoint.DATABASE);
      List<Measured> measured = new CodecBenchmark(endpoint).measure();
      ResultFile.write(Path.of(arguments[1]), new Result(Machine.present(), READS, measured));
    }
  }

  private List<Measured> measure() throws SQLException, IOException {
    execute("SYSTEM STOP VIEWS");
    List<Measured> all = new ArrayList<>();
    for (ColumnKind kind : ColumnKind.ALL) {
      List<String> columns =
          lines(
              "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '%s' AND %s AND default_kind != 'MATERIALIZED'"
                  .formatted(kind.table(), kind.condition()));
      for (String codec : kind.codecs()) {
        Measured measured = measure(kind, columns, codec);
        System.out.printf(
            "%-16s %-40s %-28s %,12d bytes, read %6.1f ms, write %7.0f ms%n",
            measured.table(),
            measured.kind(),
            codec,
            measured.storedBytes(),
            measured.readMillis(),
            measured.writeMillis());
        all.add(measured);
      }
    }
    return all;
  }

  private Measured measure(ColumnKind kind, List<String> columns, String codec)
      throws SQLException, IOException {
    execute("DROP TABLE IF EXISTS " + COPY + " SYNC");
    execute("CREATE TABLE " + COPY + " AS " + kind.table());
    execute("ALTER TABLE " + COPY + " REMOVE TTL");
    // Parts in which every column has a file of its own, however few rows there are: others tell no
    // size of a column.
    execute(
        "ALTER TABLE "
            + COPY
            + " MODIFY SETTING min_bytes_for_wide_part = 0, min_rows_for_wide_part = 0");
    execute(
        columns.stream()
            .map(column -> "MODIFY COLUMN %s CODEC(%s)".formatted(column, codec))
            .collect(Collectors.joining(", ", "ALTER TABLE " + COPY + " ", "")));
    long start = System.nanoTime();
    execute("INSERT INTO " + COPY + " SELECT * FROM " + kind.table());
    double writeMillis = (System.nanoTime() - start) / 1e6;
    execute("OPTIMIZE TABLE " + COPY + " FINAL");
    String[] sizes = lines(sizes(columns)).get(0).split("\t", -1);
    return new Measured(
        kind.table(),
        kind.name(),
        columns.size(),
        codec,
        Long.parseLong(lines("SELECT count() FROM " + COPY).get(0)),
        Long.parseLong(sizes[0]),
        Long.parseLong(sizes[1]),
        readMillis(columns),
        writeMillis);
  }

  private static String sizes(List<String> columns) {
    return """
    SELECT sum(data_uncompressed_bytes), sum(data_compressed_bytes) FROM system.columns
    WHERE database = currentDatabase() AND table = '%s' AND name IN (%s)
    """
        .formatted(
            COPY,
            columns.stream().map(column -> "'" + column + "'").collect(Collectors.joining(", ")));
  }

  private double readMillis(List<String> columns) throws IOException {
    String sql =
        "SELECT count() FROM %s WHERE NOT ignore(%s)".formatted(COPY, String.join(", ", columns));
    double[] millis = new double[READS];
    for (int read = 0; read < READS; read++) {
      long start = System.nanoTime();
      lines(sql);
      millis[read] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[READS / 2];
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> lines(String sql) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    new SqlRunner(endpoint).run(sql, "TabSeparatedRaw", answer);
    return answer.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
