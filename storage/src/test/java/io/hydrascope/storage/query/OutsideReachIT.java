package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
final class OutsideReachIT {
  private static final String WHY = "this kernel has none";

  @Test
  void refuse_functionThatReachesOutside_namesIt(TestingDatabase given) throws Exception {
    OutsideReach reach = new OutsideReach(given.emptied().endpoint());
    for (String sql :
        List.of(
            "SELECT file('/etc/passwd')",
            "SELECT 1 WHERE length(upper(file(concat('/etc', '/shadow')))) > 0",
            "WITH (SELECT file('/etc/passwd')) AS x SELECT x",
            "SELECT * FROM (SELECT 1 AS a) AS l JOIN (SELECT file('/x') AS b) AS r ON l.a = r.b",
            "SELECT * FROM file('/etc/passwd', 'LineAsString')",
            "SELECT * FROM url('http://127.0.0.1/', 'TSV')",
            "SELECT * FROM executable('id', 'TSV', 'n Int8')",
            "SELECT * FROM remote('127.0.0.1', system.one)",
            "SELECT catboostEvaluate('/etc/passwd', 1)",
            "SELECT dictGetOrDefault('d', 't', toUInt64(1), 'x')",
            "SELECT hostName()",
            "SELECT /* file */ `file`('/etc/passwd')")) {
      assertThatThrownBy(() -> reach.refuse(sql, WHY))
          .as(sql)
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("() reaches outside of the tables")
          .hasMessageContaining(WHY)
          .hasMessageContaining("run the platform where Linux has Landlock");
    }
  }

  @Test
  void refuse_statementWhoseFormatHidesItsTree_isRefused(TestingDatabase given) throws Exception {
    OutsideReach reach = new OutsideReach(given.emptied().endpoint());
    for (String format : List.of("Null", "JSON", "CSV", "Native", "Vertical", "RowBinary")) {
      assertThatThrownBy(() -> reach.refuse("SELECT file('/x') FORMAT " + format, WHY))
          .as(format)
          .isInstanceOf(QueryException.class);
    }
  }

  @Test
  void refuse_ordinaryStatement_passes(TestingDatabase given) throws Exception {
    OutsideReach reach = new OutsideReach(given.emptied().endpoint());
    for (String sql :
        List.of(
            "SELECT 'file(x)' AS file, count() FROM effects",
            "SELECT component, avg(self_repair) AS url FROM effects GROUP BY component",
            "SHOW TABLES",
            "SELECT * FROM numbers(3) -- file('/etc/passwd')")) {
      reach.refuse(sql, WHY);
    }
  }

  @Test
  void refuse_statementThatCannotBeRead_saysClickHousesReason(TestingDatabase given)
      throws Exception {
    OutsideReach reach = new OutsideReach(given.emptied().endpoint());

    assertThatThrownBy(() -> reach.refuse("SELECT file('/etc/passwd", WHY))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("Syntax error");
  }
}
