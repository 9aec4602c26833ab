package io.hydrascope.storage.migrate;

import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.testkit.RecordedFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tables and views, comments included, as dashboards, notebooks and stored rows rely on them,
 * however the migration files are cut.
 */
@ExtendWith(TestingClickHouse.class)
class RecordedTablesIT {
  private static final String STATEMENTS =
      """
      SELECT formatQuery(create_table_query) FROM system.tables
      WHERE database = currentDatabase() AND name NOT LIKE '.inner%' ORDER BY name
      """;

  @Test
  void migrate_emptyDatabase_makesTheRecordedTables(TestingDatabase database) {
    String ownDatabase = database.endpoint().database() + ".";
    String found =
        database.migrated().lines(STATEMENTS).stream()
            .map(statement -> statement.replace(ownDatabase, ""))
            .map(statement -> statement.replace("\\n", "\n").replace("\\'", "'"))
            .collect(Collectors.joining("\n\n", "", "\n"));
    RecordedFile.named("tables.sql").assertSame(found);
  }
}
