package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Searches sampled activation vectors of intact runs. The vectors of one site lie together in the
 * table, so a search reads those and no others, each exactly; where the site has a {@link
 * NearestIndex} the nearest are taken from its graph, which may miss one now and then. Any thread
 * may call.
 */
public final class VectorQueries {
  private final SqlSession session;

  public VectorQueries(ClickHouseEndpoint endpoint) {
    session = new SqlSession(endpoint);
  }

  /**
   * Where a site's vectors are read.
   *
   * @param name {@code L3H2}, {@code L3.attn_out}, {@code L4.mlp_out} or {@code residual}
   */
  public record VectorSite(String model, String revision, String name) {}

  /** The site's vectors that are nearest to one of them by cosine, itself left out. */
  public List<VectorMatch> nearest(VectorSite site, String captureId, int position, int limit) {
    return hasIndex(site)
        ? nearestByIndex(site, captureId, position, limit)
        : nearestExactly(site, captureId, position, limit);
  }

  private boolean hasIndex(VectorSite site) {
    String sql = "SELECT name FROM system.tables WHERE database = currentDatabase() AND name = ?";
    return !session.list(sql, row -> row.getString("name"), NearestIndex.table(site)).isEmpty();
  }

  /** Searches the graph and what came after it was built. Nothing may stand before the graph. */
  private List<VectorMatch> nearestByIndex(
      VectorSite site, String captureId, int position, int limit) {
    if (!isStored(site, captureId, position)) {
      return List.of();
    }
    return session.list(
        """
        WITH (SELECT any(vector) FROM vectors
              WHERE model = ? AND revision = ? AND site = ? AND ablated = ''
                AND capture_id = ? AND position = ?) AS sought
        SELECT prompt_id, capture_id, position, toFloat64(distance) AS measure
        FROM
        (
            SELECT * FROM
            (
                SELECT prompt_id, capture_id, position, cosineDistance(vector, sought) AS distance
                FROM %1$s ORDER BY distance LIMIT ?
            )
            UNION ALL
            SELECT prompt_id, capture_id, position, cosineDistance(vector, sought) AS distance
            FROM vectors
            WHERE model = ? AND revision = ? AND site = ? AND ablated = ''
              AND inserted_at > (SELECT max(inserted_at) FROM %1$s)
            ORDER BY distance LIMIT ?
        )
        WHERE capture_id != ? OR position != ?
        ORDER BY measure, capture_id, position LIMIT ?
        """
            .formatted(NearestIndex.table(site)),
        VectorQueries::match,
        site.model(),
        site.revision(),
        site.name(),
        captureId,
        position,
        limit + 1,
        site.model(),
        site.revision(),
        site.name(),
        limit + 1,
        captureId,
        position,
        limit);
  }

  private boolean isStored(VectorSite site, String captureId, int position) {
    String sql =
        """
        SELECT position FROM vectors WHERE model = ? AND revision = ? AND site = ?
          AND ablated = '' AND capture_id = ? AND position = ? LIMIT 1
        """;
    return !session
        .list(
            sql,
            row -> row.getInt("position"),
            site.model(),
            site.revision(),
            site.name(),
            captureId,
            position)
        .isEmpty();
  }

  private List<VectorMatch> nearestExactly(
      VectorSite site, String captureId, int position, int limit) {
    return session.list(
        """
        WITH (SELECT any(vector) FROM vectors
              WHERE model = ? AND revision = ? AND site = ? AND ablated = ''
                AND capture_id = ? AND position = ?) AS sought
        SELECT prompt_id, capture_id, position, toFloat64(cosineDistance(vector, sought)) AS measure
        FROM vectors
        WHERE model = ? AND revision = ? AND site = ? AND ablated = ''
          AND (capture_id != ? OR position != ?) AND notEmpty(sought)
        ORDER BY measure, capture_id, position LIMIT ?
        """,
        VectorQueries::match,
        site.model(),
        site.revision(),
        site.name(),
        captureId,
        position,
        site.model(),
        site.revision(),
        site.name(),
        captureId,
        position,
        limit);
  }

  /** Where the site's vector is longest: the prompts that activate it most. */
  public List<VectorMatch> topActivating(VectorSite site, int limit) {
    return session.list(
        """
        SELECT prompt_id, capture_id, position, toFloat64(norm) AS measure
        FROM vectors
        WHERE model = ? AND revision = ? AND site = ? AND ablated = ''
        ORDER BY measure DESC, capture_id, position LIMIT ?
        """,
        VectorQueries::match,
        site.model(),
        site.revision(),
        site.name(),
        limit);
  }

  private static VectorMatch match(ResultSet row) throws SQLException {
    return new VectorMatch(
        row.getString("prompt_id"),
        row.getString("capture_id"),
        row.getInt("position"),
        row.getDouble("measure"));
  }
}
