package io.hydrascope.storage.query;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.util.List;

/** What the tables take of the disk; the reader may not ask this. */
public final class SizeQueries {
  private final SqlSession session;

  public SizeQueries(ClickHouseEndpoint owner) {
    session = new SqlSession(owner);
  }

  /** The largest first; an empty table is none of them. */
  public List<TableSize> tables() {
    return session.list(
        """
        SELECT table, sum(rows) AS all_rows, sum(bytes) AS all_bytes, sum(parts) AS all_parts,
            max(parts) AS most
        FROM
        (
            SELECT table, partition_id, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, count() AS parts
            FROM system.parts
            WHERE active AND database = currentDatabase()
            GROUP BY table, partition_id
        )
        GROUP BY table
        ORDER BY all_bytes DESC, table
        """,
        row ->
            new TableSize(
                row.getString("table"),
                row.getLong("all_rows"),
                row.getLong("all_bytes"),
                row.getLong("all_parts"),
                row.getLong("most")));
  }
}
