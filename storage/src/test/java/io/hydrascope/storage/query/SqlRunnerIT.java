package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class SqlRunnerIT {

  @Test
  void run_anyFormat_handsTheBytesThrough(TestingDatabase database) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new SqlRunner(database.migrated().endpoint())
        .run("SELECT 1 AS a, 'x' AS b", "JSONEachRow", out);

    assertThat(out).hasToString("{\"a\":1,\"b\":\"x\"}\n");
  }

  @Test
  void run_write_isRefused(TestingDatabase database) {
    SqlRunner runner = new SqlRunner(database.migrated().endpoint());

    assertThatThrownBy(() -> runner.run("DROP TABLE effects", "TSV", new ByteArrayOutputStream()))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("Code: 164")
        .hasMessageNotContaining("\n");
    assertThat(database.lines("SELECT count() FROM effects")).containsExactly("0");
  }

  @Test
  void run_failureAfterFirstRows_isReported(TestingDatabase database) {
    SqlRunner runner = new SqlRunner(database.migrated().endpoint());
    String sql =
        "SELECT throwIf(number = 900000, 'too far') FROM numbers(1000000) SETTINGS max_threads = 1";

    assertThatThrownBy(() -> runner.run(sql, "TSV", OutputStream.nullOutputStream()))
        .isInstanceOf(QueryException.class);
    String unset = "SELECT throwIf(number = 900000, 'too far') FROM numbers(1000000)";
    assertThatThrownBy(() -> runner.run(unset, "TSV", OutputStream.nullOutputStream()))
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("Code: 395")
        .hasMessageContaining("too far")
        .hasMessageNotContaining("\n");
  }

  @Test
  void run_nobodyThere_saysSo() {
    SqlRunner runner = new SqlRunner(new ClickHouseEndpoint("http://127.0.0.1:1", "u", "p", "d"));

    assertThatThrownBy(() -> runner.run("SELECT 1", "TSV", OutputStream.nullOutputStream()))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("http://127.0.0.1:1");
  }
}
