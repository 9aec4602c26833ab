package io.hydrascope.storage.insert;

import static io.hydrascope.storage.insert.TestingStoredBits.bits;
import static io.hydrascope.storage.insert.TestingStoredBits.bitsOf;
import static io.hydrascope.storage.insert.TestingStoredBits.columnsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.RepairEstimates;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is read back of metrics is what was written, to the bit. */
@ExtendWith(TestingClickHouse.class)
class MetricsEncodersIT {
  @Test
  void runningMetrics_everyColumn_comesBack(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    MetricsRow defined = TestingRows.metrics(AblationUnit.head(0, 1), TestingRows.NOON, 0.7);
    MetricsRow undefined = TestingRows.undefinedMetrics(AblationUnit.of(Component.embed()));
    database.insert(TableEncoders.runningMetrics(), "t", List.of(defined, undefined));

    assertThat(
            database.lines(
                """
                SELECT model, revision, component, kind, layer, head, ablation, scope, target,
                    reference_set, segment, window, window_start, kept, n, prompts, updated_at
                FROM running_metrics ORDER BY layer
                """))
        .containsExactly(
            metricsWords("embed\tembed\t-1\t-1", "1\t1"),
            metricsWords("L0H1\thead\t0\t1", "40\t10"));
    assertThat(database.lines(bitsOf(metricColumns(), "running_metrics ORDER BY layer")))
        .containsExactly(bits(metricValues(undefined)), bits(metricValues(defined)));
    assertThat(columnsOf(database, "running_metrics"))
        .containsAll(RunningMetricsLayout.TABLE.columnNames())
        .hasSize(RunningMetricsLayout.TABLE.columns().size());
    assertThat(columnsOf(database, "latest_metrics"))
        .isEqualTo(columnsOf(database, "running_metrics"));
  }

  @Test
  void responseMatrix_everyColumn_comesBack(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    ResponseMatrixRow row =
        new ResponseMatrixRow(
            TestingRows.key(AblationUnit.head(0, 1)),
            TestingRows.NOON,
            List.of(Component.embed(), Component.head(1, 2)),
            40,
            10,
            new double[] {1 / 3.0, -1 / 7.0},
            new double[] {Double.NaN, 1 / 9.0});
    database.insert(TableEncoders.responseMatrix(), "t", List.of(row));

    String key = "tiny\tbase\tL0H1\thead\t0\t1\t";
    String plan =
        "\tzero\tall_positions\targmax\t\tall\tall\t1970-01-01 00:00:00.000000\t40\t10"
            + "\t2026-01-01 12:00:00.123456";
    assertThat(
            database.lines(
                "SELECT * EXCEPT (response_mean, response_variance) FROM response_matrix ORDER BY responder_layer"))
        .containsExactly(key + "embed\tembed\t-1\t-1" + plan, key + "L1H2\thead\t1\t2" + plan);
    assertThat(
            database.lines(
                bitsOf(
                    List.of("response_mean", "response_variance"),
                    "response_matrix ORDER BY responder_layer")))
        .containsExactly(
            bits(Arrays.<@Nullable Double>asList(1 / 3.0, null)), bits(List.of(-1 / 7.0, 1 / 9.0)));
    assertThat(columnsOf(database, "response_matrix"))
        .isEqualTo(ResponseMatrixLayout.TABLE.columnNames());
  }

  private static String metricsWords(String component, String counts) {
    return String.join(
        "\t",
        "tiny\tbase",
        component,
        "zero\tall_positions\targmax\t\tall\tall\t1970-01-01 00:00:00.000000\tall",
        counts,
        "2026-01-01 12:00:00.123456");
  }

  private static List<String> metricColumns() {
    List<String> columns = new ArrayList<>();
    for (Measure measure : Measure.ALL) {
      String mean = measure.column() + "_mean";
      Collections.addAll(
          columns, mean, mean + "_low", mean + "_high", measure.column() + "_variance");
    }
    for (String name :
        List.of(
            "flip_rate",
            "repair_fraction",
            "repair_from_heads",
            "repair_from_mlps",
            "repair_from_other",
            "repair_from_norm",
            "erasure_share",
            "importance_gap",
            "ce_on_de_slope",
            "ce_on_de_intercept",
            "te_on_de_slope",
            "te_on_de_intercept",
            "synergy_mean")) {
      Collections.addAll(columns, name, name + "_low", name + "_high");
    }
    Collections.addAll(
        columns,
        "repair_fraction_even",
        "repair_fraction_odd",
        "ce_on_de_r2",
        "te_on_de_r2",
        "logprob_drop_p95",
        "logprob_drop_cvar95");
    return columns;
  }

  private static List<@Nullable Double> metricValues(MetricsRow row) {
    List<@Nullable Double> values = new ArrayList<>();
    for (Measure measure : Measure.ALL) {
      add(values, row.mean(measure));
      double variance = row.variances()[measure.ordinal()];
      values.add(Double.isNaN(variance) ? null : (Double) variance);
    }
    add(values, row.flipRate());
    RepairEstimates repair = row.repair();
    add(values, repair.fraction());
    add(values, repair.fromHeads());
    add(values, repair.fromMlps());
    add(values, repair.fromOther());
    add(values, repair.fromNorm());
    add(values, repair.erasureShare());
    add(values, row.importanceGap());
    add(values, row.compensatoryOnDirect().slope());
    add(values, row.compensatoryOnDirect().intercept());
    add(values, row.totalOnDirect().slope());
    add(values, row.totalOnDirect().intercept());
    add(values, row.synergy());
    values.add(repair.evenHalf());
    values.add(repair.oddHalf());
    values.add(row.compensatoryOnDirect().r2());
    values.add(row.totalOnDirect().r2());
    values.add(row.logprobDrop().p95());
    values.add(row.logprobDrop().cvar95());
    return values;
  }

  private static void add(List<@Nullable Double> values, Estimate estimate) {
    values.add(estimate.value());
    values.add(estimate.low());
    values.add(estimate.high());
  }
}
