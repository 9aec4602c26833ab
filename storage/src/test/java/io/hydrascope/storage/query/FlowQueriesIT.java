package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import io.hydrascope.storage.insert.TableEncoders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class FlowQueriesIT {

  @Test
  void flow_effectsAndMetrics_countsRowsOfBoth(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    FlowQueries queries = new FlowQueries(database.endpoint());
    assertThat(queries.flow(TestingRows.MODEL)).isEqualTo(new FlowQueries.Flow(0, 0, 0));
    assertThat(queries.behindInWindows(TestingRows.MODEL)).isZero();
    database.insert(TableEncoders.effects(), "t", List.of(TestingRows.effects("p0")));
    database.insert(
        TableEncoders.runningMetrics(),
        "t",
        List.of(TestingRows.metrics(AblationUnit.head(0, 1), TestingRows.NOON, 0.1)));

    assertThat(queries.flow(TestingRows.MODEL)).isEqualTo(new FlowQueries.Flow(4, 20, 40));
    assertThat(queries.behindInWindows(TestingRows.MODEL)).isEqualTo(40 + 40 + 40);
    List<String> both = List.of("base", "fine-tuned");
    assertThat(queries.rowsOf(TestingRows.MODEL, both, List.of("abc123"))).isZero();
    database.execute("INSERT INTO effects SELECT * REPLACE ('abc123' AS capture_id) FROM effects");
    assertThat(queries.rowsOf(TestingRows.MODEL, both, List.of("abc123"))).isEqualTo(4);
    assertThat(queries.rowsOf(TestingRows.MODEL, List.of("production"), List.of("abc123")))
        .as("the same weights under another name")
        .isZero();
  }

  @Test
  void comparison_onlyBaseAnswered_countsNoPrompt(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    FlowQueries queries = new FlowQueries(database.endpoint());
    database.insert(TableEncoders.effects(), "t", List.of(TestingRows.effects("p0")));
    database.insert(
        TableEncoders.shifts(),
        "t",
        List.of(
            TestingRows.shift(
                AblationUnit.head(0, 1), TestingRows.recent(), 2, Verdict.UNDECIDED)));

    assertThat(queries.comparison(TestingRows.MODEL, "base", "fine-tuned"))
        .isEqualTo(new FlowQueries.ComparedPrompts(0, 64));
  }

  @Test
  void rowsOf_idThatIsNoHash_isRefused(TestingDatabase database) {
    FlowQueries queries = new FlowQueries(database.endpoint());
    assertThatThrownBy(() -> queries.rowsOf("demo", List.of("base"), List.of("' OR 1 = 1")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
