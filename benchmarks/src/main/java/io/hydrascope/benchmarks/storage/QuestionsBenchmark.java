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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * P9: how long a dashboard waits for each of its questions over 100 million effects, and how the
 * platform's layout of the tables compares with others.
 */
public final class QuestionsBenchmark {
  private static final int MEMORY_MEGABYTES = 2_048;
  private static final int TURNS = 60;
  private static final double TARGET_P95_MILLIS = 200;
  private final ClickHouseEndpoint endpoint;

  private QuestionsBenchmark(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * One question to one table.
   *
   * @param millis of each turn, the first one cold // [turn]
   */
  record Answer(
      String question, String table, double p50, double p95, double max, double[] millis) {}

  /**
   * @param parts active ones
   */
  record Size(String table, long rows, long bytes, long parts) {}

  /**
   * Arguments: {@code build DIR PROMPTS [TABLE…]} fills a data directory (10,017 prompts make 100
   * million rows of effects in each of three tables: 36 GB), all tables or those that are named,
   * each once; {@code ask DIR RESULT.json} measures.
   */
  public static void main(String[] arguments) throws Exception {
    ClickHouseSettings settings =
        new ClickHouseSettings(
            Path.of(arguments[1]),
            0,
            MEMORY_MEGABYTES,
            "<clickhouse/>",
            java.util.Optional.empty(),
            java.util.Optional.empty());
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(settings)) {
      ClickHouseEndpoint endpoint =
          new ClickHouseEndpoint(
              server.httpUrl().toString(),
              server.owner().user(),
              server.owner().password(),
              ClickHouseEndpoint.DATABASE);
      if (arguments[0].equals("build")) {
        build(endpoint, Arrays.asList(arguments).subList(2, arguments.length));
      } else {
        new SyntheticTables(endpoint).stopSchedules();
        new QuestionsBenchmark(endpoint).ask(Path.of(arguments[2]));
      }
    }
  }

  private static void build(ClickHouseEndpoint endpoint, List<String> arguments)
      throws SQLException, IOException {
    int prompts = Integer.parseInt(arguments.get(0));
    List<String> tables = arguments.subList(1, arguments.size());
    for (TableVariant variant : TableVariant.ALL) {
      if (tables.isEmpty() || tables.contains(variant.table())) {
        long start = System.nanoTime();
        new SyntheticTables(endpoint).fill(variant, prompts);
        System.out.printf("%s %.0f s%n", variant.table(), (System.nanoTime() - start) / 1e9);
      }
    }
  }

  private void ask(Path result) throws SQLException, IOException {
    List<Answer> answers = new ArrayList<>();
    for (Question question : Question.ALL) {
      for (TableVariant variant : question.variants()) {
        Answer answer = ask(question, variant);
        System.out.printf(
            "%-42s %-30s p50 %7.1f ms  p95 %7.1f ms%n",
            answer.question(), answer.table(), answer.p50(), answer.p95());
        answers.add(answer);
      }
    }
    ResultFile.write(
        result,
        Map.of(
            "machine", Machine.present(),
            "targetP95Millis", TARGET_P95_MILLIS,
            "turns", TURNS,
            "sizes", sizes(),
            "answers", answers));
  }

  private Answer ask(Question question, TableVariant variant) throws IOException {
    SqlRunner runner = new SqlRunner(endpoint);
    double[] millis = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long start = System.nanoTime();
      runner.run(question.text(variant, turn), "JSONCompact", out);
      millis[turn] = (System.nanoTime() - start) / 1e6;
    }
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    return new Answer(
        question.name(),
        variant.table(),
        sorted[TURNS / 2],
        sorted[TURNS * 95 / 100],
        sorted[TURNS - 1],
        millis);
  }

  private List<Size> sizes() throws SQLException {
    String sql =
        "SELECT table, sum(rows), sum(bytes_on_disk), count() FROM system.parts"
            + " WHERE active AND database = currentDatabase() GROUP BY table ORDER BY table";
    List<Size> sizes = new ArrayList<>();
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        sizes.add(new Size(rows.getString(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
      }
    }
    return sizes;
  }
}
