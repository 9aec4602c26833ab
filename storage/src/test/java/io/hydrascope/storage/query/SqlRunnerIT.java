package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class SqlRunnerIT {

  @Test
  void run_anyFormat_handsTheBytesThrough(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new SqlRunner(database.endpoint()).run("SELECT 1 AS a, 'x' AS b", "JSONEachRow", out);

    assertThat(out).hasToString("{\"a\":1,\"b\":\"x\"}\n");
  }

  @Test
  void run_write_isRefused(TestingDatabase given) throws SQLException {
    TestingDatabase database = given.emptied();
    SqlRunner runner = new SqlRunner(database.endpoint());

    assertThatThrownBy(() -> runner.run("DROP TABLE effects", "TSV", new ByteArrayOutputStream()))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("Code: 164")
        .hasMessageNotContaining("\n");
    assertThat(database.lines("SELECT count() FROM effects")).containsExactly("0");
  }

  /** Often, since the reason arrives just before the connection breaks. */
  @Test
  void run_failureAfterFirstRows_tellsClickHousesReason(TestingDatabase given) throws SQLException {
    TestingDatabase database = given.emptied();
    SqlRunner runner = new SqlRunner(database.endpoint());
    String sql = "SELECT number, throwIf(number = 900000, 'too far') FROM numbers(1000000)";
    for (int attempt = 0; attempt < 20; attempt++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();

      assertThatThrownBy(() -> runner.run(sql, "TSV", out))
          .isInstanceOf(QueryException.class)
          .hasMessageStartingWith("Code: 395")
          .hasMessageContaining("too far")
          .hasMessageNotContaining("\n");
      assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("0\t0\n1\t0\n");
    }
  }

  @Test
  void run_nobodyThere_saysSo() {
    SqlRunner runner = new SqlRunner(new ClickHouseEndpoint("http://127.0.0.1:1", "u", "p", "d"));

    assertThatThrownBy(() -> runner.run("SELECT 1", "TSV", OutputStream.nullOutputStream()))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("http://127.0.0.1:1");
  }
}
