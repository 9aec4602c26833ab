package io.hydrascope.storage.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.query.QueryException;
import io.hydrascope.storage.query.SqlRunner;
import io.hydrascope.storage.query.StorageQueries;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class ReaderRoleIT {

  @Test
  void reader_readableTables_answer(TestingDatabase database) throws Exception {
    TestingDatabase platform = database.platform();
    SqlRunner reader = new SqlRunner(platform.reader());
    for (String table : ReaderRole.READABLE) {
      reader.run("SELECT * FROM " + table + " LIMIT 1", "TSV", new ByteArrayOutputStream());
    }
    assertThat(new StorageQueries(platform.reader()).latestShifts("tiny")).isEmpty();
  }

  @Test
  void reader_everythingElse_isRefused(TestingDatabase database) throws Exception {
    TestingDatabase platform = database.platform();
    database.migrated().execute("CREATE TABLE other (a Int8) ENGINE = Memory");
    String other = database.endpoint().database();
    assertRefused(platform, "SELECT * FROM schema_migrations", "ACCESS_DENIED");
    assertRefused(platform, "SELECT * FROM system.users", "ACCESS_DENIED");
    assertRefused(platform, "INSERT INTO alerts (alert_id) VALUES ('x')", "Code:");
    assertRefused(platform, "ALTER TABLE alerts DELETE WHERE 1", "Code:");
    assertRefused(platform, "DROP TABLE alerts", "Code:");
    assertRefused(platform, "SELECT 1 SETTINGS max_execution_time = 0", "READONLY");
    assertRefused(platform, "SELECT * FROM system.processes", "ACCESS_DENIED");
    assertRefused(platform, "SELECT * FROM information_schema.tables", "ACCESS_DENIED");
    assertRefused(platform, "SELECT * FROM %s.other".formatted(other), "ACCESS_DENIED");
    assertRefused(platform, "SELECT * FROM top2_due(closed = 0)", "ACCESS_DENIED");
    assertRefused(platform, "SELECT * FROM merge('hydrascope', 'schema_.*')", "Code:");
    assertRefused(platform, "SELECT * FROM remote('127.0.0.1', system.one)", "Code:");
    assertRefused(platform, "SELECT * FROM s3('http://127.0.0.1:1/x', 'TSV')", "Code:");
    assertRefused(platform, "CREATE TABLE mine (a Int8) ENGINE = Memory", "Code:");
    assertRefused(platform, "CREATE TEMPORARY TABLE mine (a Int8)", "Code:");
    assertRefused(platform, "SYSTEM REFRESH VIEW top2_all", "Code:");
    assertRefused(platform, "KILL QUERY WHERE 1", "Code:");
    assertRefused(platform, "SET max_execution_time = 0", "Code:");
    assertRefused(platform, "SELECT * FROM url('http://127.0.0.1:1', TSV, 'a Int8')", "Code:");
    assertRefused(platform, "SELECT * FROM file('x', TSV, 'a Int8')", "Code:");
    assertRefused(platform, "SELECT number FROM numbers(2000000)", "TOO_MANY_ROWS_OR_BYTES");
  }

  private static void assertRefused(TestingDatabase database, String sql, String reason) {
    SqlRunner reader = new SqlRunner(database.reader());
    assertThatThrownBy(() -> reader.run(sql, "TSV", new ByteArrayOutputStream()))
        .as(sql)
        .isInstanceOf(QueryException.class)
        .hasMessageContaining(reason);
  }
}
