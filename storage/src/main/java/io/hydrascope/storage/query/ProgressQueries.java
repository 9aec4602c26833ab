package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What a live view asks again and again: counts that read no wide column. */
public final class ProgressQueries {
  private final SqlSession session;

  public ProgressQueries(ClickHouseEndpoint endpoint) {
    session = new SqlSession(endpoint);
  }

  /** How far the revisions of all models are. */
  public List<RevisionProgress> revisions() {
    return session.list(
        """
        SELECT model, revision, count() AS effects,
            toUnixTimestamp64Micro(max(event_time)) AS newest
        FROM effects
        GROUP BY model, revision
        ORDER BY model, revision
        """,
        row ->
            new RevisionProgress(
                row.getString("model"),
                row.getString("revision"),
                row.getLong("effects"),
                Instant.EPOCH.plus(row.getLong("newest"), ChronoUnit.MICROS)));
  }
}
