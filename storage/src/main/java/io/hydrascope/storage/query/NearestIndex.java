package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.storage.query.VectorQueries.VectorSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;

/**
 * A graph over one site's intact vectors (HNSW, Malkov and Yashunin 2018), in a table of its own:
 * ClickHouse searches a graph only where no condition comes before, and all vectors of one must be
 * as long as each other. It holds what was stored when it was built; {@link VectorQueries#nearest}
 * compares what came later one by one.
 */
public final class NearestIndex {
  /** Tables of indexes, for grants. */
  public static final String TABLES = "nearest_*";

  private static final String PREFIX = "nearest_";
  private static final int NAME_HEX_DIGITS = 16;

  /** Neighbours of a vector in the graph, and candidates while it is built. */
  private static final String SHAPE = "32, 128";

  private final ClickHouseEndpoint endpoint;

  /**
   * @param endpoint with the right to create tables
   */
  public NearestIndex(ClickHouseEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * What was built.
   *
   * @param dimensions of each vector
   */
  public record Built(String table, long vectors, int dimensions) {}

  /** The name of the site's index, the same in any process. */
  static String table(VectorSite site) {
    try {
      byte[] name =
          String.join("\n", site.model(), site.revision(), site.name())
              .getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
      return PREFIX + HexFormat.of().formatHex(digest).substring(0, NAME_HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * Builds the site's index, or builds it anew beside the old one and puts it in its place.
   *
   * @throws QueryException if nothing is stored of the site, or with ClickHouse's reason
   */
  public Built build(VectorSite site) {
    String table = table(site);
    String next = table + "_next";
    int dimensions = dimensions(site);
    try (Connection connection = ClickHouseSession.open(endpoint);
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + next + " SYNC");
      statement.execute(create(next, site, dimensions));
      fill(connection, next, site);
      statement.execute("CREATE TABLE IF NOT EXISTS " + table + " AS " + next);
      statement.execute("EXCHANGE TABLES " + table + " AND " + next);
      statement.execute("DROP TABLE " + next + " SYNC");
    } catch (SQLException e) {
      throw new QueryException(endpoint + ": " + e.getMessage(), e);
    }
    long vectors =
        new SqlSession(endpoint)
            .list("SELECT count() AS n FROM " + table, row -> row.getLong("n"))
            .get(0);
    return new Built(table, vectors, dimensions);
  }

  private int dimensions(VectorSite site) {
    List<Integer> found =
        new SqlSession(endpoint)
            .list(
                """
                SELECT DISTINCT dimensions FROM vectors
                WHERE model = ? AND revision = ? AND site = ? AND ablated = ''
                """,
                row -> row.getInt("dimensions"),
                site.model(),
                site.revision(),
                site.name());
    if (found.size() != 1) {
      throw new QueryException(
          "model=%s revision=%s site=%s: vectors of %s lengths are stored; publish some with agent --vectors"
              .formatted(site.model(), site.revision(), site.name(), found),
          null);
    }
    return found.get(0);
  }

  private static String create(String table, VectorSite site, int dimensions) {
    return """
    CREATE TABLE %s
    (
        prompt_id String CODEC(ZSTD(1)),
        capture_id String CODEC(ZSTD(1)),
        position UInt32 CODEC(ZSTD(1)),
        inserted_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
        vector Array(BFloat16) CODEC(ZSTD(1)),
        INDEX near vector TYPE vector_similarity('hnsw', 'cosineDistance', %d, 'bf16', %s)
    )
    ENGINE = MergeTree
    ORDER BY (capture_id, position)
    COMMENT %s
    """
        .formatted(table, dimensions, SHAPE, comment(site));
  }

  private static String comment(VectorSite site) {
    String text =
        "intact vectors of %s, %s, %s".formatted(site.model(), site.revision(), site.name());
    return SqlText.literal(text);
  }

  private static void fill(Connection connection, String table, VectorSite site)
      throws SQLException {
    String sql =
        """
        INSERT INTO %s SELECT prompt_id, capture_id, position, inserted_at, vector FROM vectors
        WHERE model = ? AND revision = ? AND site = ? AND ablated = ''
        SETTINGS min_insert_block_size_rows = 1000000, max_insert_block_size = 1000000
        """
            .formatted(table);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, site.model());
      insert.setString(2, site.revision());
      insert.setString(3, site.name());
      insert.execute();
    }
  }
}
