package io.hydrascope.storage.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the tables look like to whoever reads or writes them, however the files are cut. */
@ExtendWith(TestingClickHouse.class)
class SchemaLayoutIT {
  private static final String STATEMENTS =
      """
      SELECT formatQuery(create_table_query) FROM system.tables
      WHERE database = currentDatabase() AND name NOT LIKE '.inner%' ORDER BY name
      """;

  /** A change that is meant is copied from {@code target/layout.sql} into the resource. */
  @Test
  void migrate_freshDatabase_hasTheRecordedTablesAndViews(TestingDatabase database)
      throws IOException {
    database.migrated();
    String found =
        database.lines(STATEMENTS).stream()
            .map(statement -> statement.replace(database.endpoint().database() + ".", ""))
            .map(statement -> statement.replace("\\n", "\n").replace("\\'", "'"))
            .collect(Collectors.joining("\n\n", "", "\n"));
    Files.writeString(Path.of("target", "layout.sql"), found);

    assertThat(found).isEqualTo(recorded());
  }

  private static String recorded() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(SchemaLayoutIT.class.getResourceAsStream("layout.sql"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
