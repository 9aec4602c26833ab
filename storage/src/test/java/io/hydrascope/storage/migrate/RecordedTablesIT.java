package io.hydrascope.storage.migrate;

import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.testkit.RecordedFile;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables and views as dashboards, notebooks and stored rows rely on them, in one file. */
@ExtendWith(TestingClickHouse.class)
class RecordedTablesIT {
  private static final String TABLES =
      """
      SELECT name, if(engine_full = '', engine, engine_full) FROM system.tables
      WHERE database = currentDatabase() ORDER BY name
      """;
  private static final String COLUMNS =
      """
      SELECT concat('  ', name, ' ', type,
        if(default_kind = '', '', concat(' ', default_kind, ' ', default_expression)),
        if(compression_codec = '', '', concat(' ', compression_codec)))
      FROM system.columns WHERE database = currentDatabase() AND table = '%s' ORDER BY position
      """;

  @Test
  void migrate_emptyDatabase_makesTheRecordedTables(TestingDatabase database) throws SQLException {
    TestingDatabase migrated = database.emptied();
    StringBuilder text = new StringBuilder();
    for (String line : migrated.lines(TABLES)) {
      List<String> table = List.of(line.split("\t", -1));
      text.append(table.get(0)).append(": ").append(table.get(1)).append('\n');
      for (String column : migrated.lines(COLUMNS.formatted(table.get(0)))) {
        text.append(column).append('\n');
      }
      text.append('\n');
    }
    String ownDatabase = migrated.endpoint().database() + ".";
    RecordedFile.named("tables.txt")
        .assertSame(text.toString().replace(ownDatabase, "").replace("\\'", "'"));
  }
}
