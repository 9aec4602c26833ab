package io.hydrascope.benchmarks.storage;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.benchmarks.Machine;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import io.hydrascope.storage.query.NearestIndex;
import io.hydrascope.storage.query.VectorMatch;
import io.hydrascope.storage.query.VectorQueries;
import io.hydrascope.storage.query.VectorQueries.VectorSite;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * What a search among a site's activation vectors takes, with and without what is kept for it: the
 * nearest to one of them by the graph of {@link NearestIndex} and one by one, and the longest ones
 * by the column {@code norm} and by the vectors themselves. The vectors are drawn about 2,000
 * centres by ClickHouse itself.
 */
public final class VectorSearchBenchmark {
  private static final VectorSite SITE = new VectorSite("synthetic", "base", "L3H2");
  private static final int DIMENSIONS = 64;
  private static final int TURNS = 50;
  private static final int LIMIT = 10;
  private static final int MEMORY_MEGABYTES = 3_000;

  private final ClickHouseEndpoint endpoint;
  private final VectorQueries queries;

  private VectorSearchBenchmark(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
    queries = new VectorQueries(endpoint);
  }

  /** Arguments: an empty data directory, the result file, how many vectors. */
  public static void main(String[] arguments) throws Exception {
    ClickHouseSettings settings =
        new ClickHouseSettings(
            Path.of(arguments[0]),
            0,
            MEMORY_MEGABYTES,
            "<clickhouse/>",
            Optional.empty(),
            Optional.empty());
    try (EmbeddedClickHouse server = EmbeddedClickHouse.start(settings)) {
      ClickHouseEndpoint endpoint =
          new ClickHouseEndpoint(
              server.httpUrl().toString(),
              server.owner().user(),
              server.owner().password(),
              ClickHouseEndpoint.DATABASE);
      new Migrator(endpoint, Deployment.singleServer()).migrate();
      Map<String, Object> result =
          new VectorSearchBenchmark(endpoint).run(Integer.parseInt(arguments[2]));
      System.out.println(result);
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValue(Path.of(arguments[1]).toFile(), result);
    }
  }

  private Map<String, Object> run(int vectors) throws SQLException, IOException {
    fill(vectors);
    List<String> sought = sought();
    Answers exact = ask(turn -> nearest(sought, turn));
    Answers byNorm = ask(turn -> queries.topActivating(SITE, LIMIT));
    double[] byVectors = longestByVectors();
    long start = System.nanoTime();
    NearestIndex.Built built = new NearestIndex(endpoint).build(SITE);
    double buildSeconds = (System.nanoTime() - start) / 1e9;
    Answers indexed = ask(turn -> nearest(sought, turn));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("machine", Machine.present());
    result.put("vectors", built.vectors());
    result.put("dimensions", built.dimensions());
    result.put("turns", TURNS);
    result.put("buildSeconds", buildSeconds);
    result.put("bytes", bytes(built.table()));
    result.put("nearestExact", millis(exact.millis()));
    result.put("nearestByIndex", millis(indexed.millis()));
    result.put("recallAt" + LIMIT, recall(exact.found(), indexed.found()));
    result.put("longestByVectors", millis(byVectors));
    result.put("longestByNorm", millis(byNorm.millis()));
    return result;
  }

  /** Beside them as many of another site, as in life. */
  private void fill(int vectors) throws SQLException {
    String sql =
        """
        INSERT INTO vectors (model, revision, capture_id, prompt_id, event_time, position, site, kind, layer, head, vector)
        SELECT 'synthetic', 'base', lower(hex(cityHash64(number))), toString(intDiv(number, 12)), now64(6), number %% 12,
          site, 'z', 3, if(site = 'L3H2', 2, 3),
          arrayMap(i -> toBFloat16(sin(cityHash64(cityHash64(number) %% 2000, i) %% 1000) + 0.6 * randNormal(0, 1, i + number)), range(%d))
        FROM numbers(%d) ARRAY JOIN ['L3H2', 'L3H3'] AS site
        """
            .formatted(DIMENSIONS, vectors);
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      statement.execute("OPTIMIZE TABLE vectors FINAL");
    }
  }

  /** Captures of the site, spread over it: {@code capture_id position}. */
  private List<String> sought() throws SQLException {
    String sql =
        """
        SELECT concat(capture_id, ' ', toString(position)) FROM vectors
        WHERE site = 'L3H2' ORDER BY cityHash64(capture_id) LIMIT %d
        """
            .formatted(TURNS);
    List<String> sought = new ArrayList<>();
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        sought.add(rows.getString(1));
      }
    }
    return sought;
  }

  private List<VectorMatch> nearest(List<String> sought, int turn) {
    String[] place = sought.get(turn).split(" ", -1);
    return queries.nearest(SITE, place[0], Integer.parseInt(place[1]), LIMIT);
  }

  /**
   * @param millis of each turn // [turn]
   */
  private record Answers(double[] millis, List<List<VectorMatch>> found) {}

  private static Answers ask(IntFunction<List<VectorMatch>> question) {
    List<VectorMatch> unused = question.apply(0); // warms up
    double[] millis = new double[TURNS];
    List<List<VectorMatch>> found = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      long start = System.nanoTime();
      found.add(question.apply(turn));
      millis[turn] = (System.nanoTime() - start) / 1e6;
    }
    return new Answers(millis, found);
  }

  /** As it would be asked without the column. */
  private double[] longestByVectors() throws SQLException {
    String sql =
        """
        SELECT prompt_id, capture_id, position, toFloat64(L2Norm(vector)) AS measure FROM vectors
        WHERE model = 'synthetic' AND revision = 'base' AND site = 'L3H2' AND ablated = ''
        ORDER BY measure DESC, capture_id, position LIMIT %d
        """
            .formatted(LIMIT);
    double[] millis = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      long start = System.nanoTime();
      // A connection a question, as the queries have it.
      try (Connection connection = ClickHouseSession.open(endpoint);
          Statement statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          rows.getString(1);
        }
      }
      millis[turn] = (System.nanoTime() - start) / 1e6;
    }
    return millis;
  }

  private static double recall(List<List<VectorMatch>> exact, List<List<VectorMatch>> found) {
    long all = 0;
    long hits = 0;
    for (int turn = 0; turn < exact.size(); turn++) {
      var ids = exact.get(turn).stream().map(VectorMatch::captureId).collect(Collectors.toSet());
      all += ids.size();
      hits += found.get(turn).stream().filter(match -> ids.contains(match.captureId())).count();
    }
    return hits / (double) all;
  }

  private static Map<String, Object> millis(double[] turns) {
    double[] sorted = turns.clone();
    Arrays.sort(sorted);
    Map<String, Object> millis = new LinkedHashMap<>();
    millis.put("p50Millis", sorted[TURNS / 2]);
    millis.put("p95Millis", sorted[TURNS * 95 / 100]);
    millis.put("millis", turns);
    return millis;
  }

  /** On disk: of the site's index and of all vectors. */
  private Map<String, Long> bytes(String index) throws SQLException {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (String table : List.of(index, "vectors")) {
      String sql =
          "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase() AND table = '%s'"
              .formatted(table);
      try (Connection connection = ClickHouseSession.open(endpoint);
          Statement statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        rows.next();
        bytes.put(table.equals(index) ? "index" : table, rows.getLong(1));
      }
    }
    return bytes;
  }
}
