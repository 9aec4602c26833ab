package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Searches sampled activation vectors of intact runs. The vectors of one site lie together in the
 * table, so a search reads those and no others, each exactly. Any thread may call.
 */
public final class VectorQueries {
  private final SqlSession session;

  public VectorQueries(ClickHouseEndpoint endpoint) {
    session = new SqlSession(endpoint);
  }

  /**
   * Where a site's vectors are read.
   *
   * @param name {@code L3H2}, {@code L3.attn_out} or {@code L4.mlp_out}
   */
  public record Site(String model, String revision, String name) {}

  /** The site's vectors that are nearest to one of them by cosine, itself left out. */
  public List<VectorMatch> nearest(Site site, String captureId, int position, int limit) {
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
  public List<VectorMatch> topActivating(Site site, int limit) {
    return session.list(
        """
        SELECT prompt_id, capture_id, position, toFloat64(L2Norm(vector)) AS measure
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
