package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import io.hydrascope.storage.insert.TableEncoders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each answer is the same before and after the server has merged. */
@ExtendWith(TestingClickHouse.class)
class StorageQueriesIT {
  private static final AblationUnit HEAD = AblationUnit.head(0, 1);
  private static final AblationUnit MLP = AblationUnit.mlpOut(0);

  @Test
  void latestMetrics_laterRows_replaceEarlierOnes(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    database.execute("SYSTEM STOP MERGES running_metrics");
    insertMetrics(database, 2, 0.7);
    insertMetrics(database, 1, 0.1);
    String sql = "SELECT component, logprob_drop_mean FROM latest_metrics ORDER BY component";

    List<String> before = database.lines(sql);
    merge(database, "running_metrics");

    assertThat(before)
        .isEqualTo(database.lines(sql))
        .containsExactly("L0.mlp_out\t1.7", "L0H1\t0.7");
  }

  private static void insertMetrics(TestingDatabase database, int step, double drop)
      throws Exception {
    long updatedAt = TestingRows.NOON + step;
    database.insert(
        TableEncoders.runningMetrics(),
        "step-" + step,
        List.of(
            TestingRows.metrics(HEAD, updatedAt, drop),
            TestingRows.metrics(MLP, updatedAt, drop + 1)));
  }

  @Test
  void mostFragile_twoComponents_ranksByLogprobDrop(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    database.execute("SYSTEM STOP MERGES running_metrics");
    insertMetrics(database, 1, 0.1);
    insertMetrics(database, 2, 0.7);
    StorageQueries queries = new StorageQueries(database.endpoint());

    List<FragileComponent> found = queries.mostFragile(TestingRows.MODEL, "base", 10);

    assertThat(found).extracting(FragileComponent::component).containsExactly("L0.mlp_out", "L0H1");
    assertThat(found.get(0))
        .isEqualTo(
            new FragileComponent(
                1,
                "L0.mlp_out",
                new PlanKey("zero", "all_positions", "argmax", ""),
                new MeasuredValue(
                    new Estimate(1.7, 1.7 - 0.1, 1.7 + 0.1), UnitOfMeasure.NATS, 40, 10)));
    assertThat(queries.mostFragile(TestingRows.MODEL, "base", 1)).hasSize(1);
    assertThat(queries.mostFragile(TestingRows.MODEL, "other", 1)).isEmpty();
  }

  @Test
  void mostFragile_undefinedInterval_isNull(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    database.insert(
        TableEncoders.runningMetrics(), "t", List.of(TestingRows.undefinedMetrics(HEAD)));

    assertThat(new StorageQueries(database.endpoint()).mostFragile(TestingRows.MODEL, "base", 1))
        .extracting(component -> component.logprobDrop().estimate())
        .containsExactly(new Estimate(0.5, null, null));
  }

  @Test
  void selfRepairByLayer_twoHeads_averagesThem(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    database.insert(
        TableEncoders.runningMetrics(),
        "t",
        List.of(
            TestingRows.metrics(HEAD, TestingRows.NOON, 0.1),
            TestingRows.metrics(AblationUnit.head(0, 2), TestingRows.NOON, 0.1),
            TestingRows.metrics(MLP, TestingRows.NOON, 0.1)));

    assertThat(
            database.lines(
                """
                SELECT kind, layer, components, n, abs(self_repair_mean - 6 / 7) < 1e-12
                FROM self_repair_by_layer
                """))
        .containsExactly("head\t0\t2\t80\t1", "mlp_out\t0\t1\t40\t1");
  }

  @Test
  void latestShifts_severalLooks_summarisesTheNewest(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    database.insert(
        TableEncoders.shifts(),
        "t",
        List.of(
            TestingRows.shift(HEAD, TestingRows.recent() + 1, 900, Verdict.SHIFTED),
            TestingRows.shift(MLP, TestingRows.recent() + 1, 1, Verdict.UNDECIDED),
            TestingRows.shift(HEAD, TestingRows.recent() + 2, 3, Verdict.UNDECIDED),
            TestingRows.shift(MLP, TestingRows.recent() + 2, 50, Verdict.SHIFTED)));

    List<ShiftSummary> found =
        new StorageQueries(database.endpoint()).latestShifts(TestingRows.MODEL);

    assertThat(found).hasSize(1);
    ShiftSummary summary = found.get(0);
    assertThat(summary.candidate()).isEqualTo("fine-tuned");
    assertThat(List.of(summary.shifted(), summary.equivalent(), summary.undecided()))
        .containsExactly(1L, 0L, 1L);
    assertThat(summary.strongest()).isEqualTo("L0.mlp_out");
    assertThat(summary.eValue()).isEqualTo(50);
    assertThat(summary.effect())
        .isEqualTo(new ShiftEffect(-1 / 3.0, -0.5, -0.1, UnitOfMeasure.LOGITS));
    assertThat(summary.prompts()).isEqualTo(64);
  }

  @Test
  void latestShifts_equalEvidence_nameTheLargestEffectThenTheFirstComponent(TestingDatabase given)
      throws Exception {
    TestingDatabase database = given.emptied();
    AblationUnit second = AblationUnit.head(1, 0);
    database.insert(
        TableEncoders.shifts(),
        "t",
        List.of(tied(MLP, 0.1), tied(second, -0.2), tied(AblationUnit.head(10, 0), 0.2)));

    ShiftSummary summary =
        new StorageQueries(database.endpoint()).latestShifts(TestingRows.MODEL).get(0);

    assertThat(summary.strongest()).isEqualTo("L1H0");
    assertThat(summary.effect().value()).isEqualTo(-0.2);
  }

  private static ShiftRow tied(AblationUnit component, double effect) {
    ShiftRow row = TestingRows.shift(component, TestingRows.recent(), 1, Verdict.UNDECIDED);
    return new ShiftRow(
        row.rule(),
        row.model(),
        row.base(),
        row.candidate(),
        component,
        row.measure(),
        row.segment(),
        row.ablation(),
        row.scope(),
        row.target(),
        row.atMicros(),
        row.nPrompts(),
        effect,
        row.low(),
        row.high(),
        row.eValue(),
        row.alpha(),
        row.delta(),
        row.verdict());
  }

  @Test
  void openAlerts_lastStateDecides(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    AlertRow raised = TestingRows.alert("a", 1, AlertState.ALERT, AlertState.UNKNOWN);
    AlertRow closed = TestingRows.alert("a", 2, AlertState.OK, AlertState.ALERT);
    AlertRow open = TestingRows.alert("b", 3, AlertState.WARNING, AlertState.OK);
    database.insert(TableEncoders.alerts(), "1", List.of(raised, closed, open));
    database.insert(TableEncoders.alerts(), "2", List.of(open));
    StorageQueries queries = new StorageQueries(database.endpoint());

    assertThat(queries.openAlerts()).containsExactly(open);
    assertThat(queries.alertHistory(10)).containsExactly(open, closed, raised);
    merge(database, "alerts");
    assertThat(queries.openAlerts()).containsExactly(open);
  }

  @Test
  void freshness_afterInserts_namesEachSource(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    database.insert(TableEncoders.effects(), "1", List.of(TestingRows.effects("p0")));
    insertMetrics(database, 1, 0.1);

    assertThat(database.lines("SELECT source, revision, toYear(newest) >= 2026 FROM freshness"))
        .containsExactly("effects\tbase\t1", "running_metrics\tbase\t1");
  }

  private static void merge(TestingDatabase database, String table) throws Exception {
    database.execute("SYSTEM START MERGES " + table);
    database.execute("OPTIMIZE TABLE " + table + " FINAL");
  }
}
