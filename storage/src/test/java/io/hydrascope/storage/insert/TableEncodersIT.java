package io.hydrascope.storage.insert;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.RepairEstimates;
import io.hydrascope.schemas.rows.ResponseBatch;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.VectorRow;
import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.storage.Fixtures;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is read back is what was written, to the bit. */
@ExtendWith(TestingClickHouse.class)
class TableEncodersIT {

  @Test
  void effects_everyColumn_comesBack(TestingDatabase database) throws Exception {
    EffectBatch batch = Fixtures.effects("p0");
    database.migrated().insert(TableEncoders.effects(), "t", List.of(batch));

    assertThat(
            database.lines(
                """
                SELECT model, revision, run_id, capture_id, prompt_id, position, component, kind,
                    layer, head, ablation, scope, target, target_token, donor_id, reference_set,
                    inclusion_probability, segments, event_time, top1_flip
                FROM effects ORDER BY layer, position
                """))
        .containsExactly(
            effectWords("3\tL1H2\thead\t1\t2", "11", "true"),
            effectWords("7\tL1H2\thead\t1\t2", "0", "false"),
            effectWords("3\tL3.mlp_out\tmlp_out\t3\t-1", "11", "false"),
            effectWords("7\tL3.mlp_out\tmlp_out\t3\t-1", "2147483647", "true"));
    List<String> columns = new ArrayList<>(List.of("intact_logit", "ablated_logit"));
    Measure.ALL.forEach(measure -> columns.add(measure.column()));
    List<String> expected = new ArrayList<>();
    for (int row = 0; row < batch.count(); row++) {
      List<@Nullable Double> values = new ArrayList<>();
      values.add(batch.intactLogit()[row]);
      values.add(batch.ablatedLogit()[row]);
      for (Measure measure : Measure.ALL) {
        values.add(batch.measure(row, measure));
      }
      expected.add(bits(values));
    }
    assertThat(database.lines(bitsOf(columns, "effects ORDER BY layer, position")))
        .isEqualTo(expected);
    assertThat(columnsOf(database, "effects"))
        .containsAll(EffectsLayout.TABLE.columnNames())
        .hasSize(EffectsLayout.TABLE.columns().size() + 2);
  }

  private static String effectWords(String place, String token, String flip) {
    return String.join(
        "\t",
        "tiny\tbase\trun-1\tcapture-of-p0\tp0",
        place,
        "mean\tall_positions\tnext",
        token,
        "\treference-1\t1\t{'a':'1','b':'','task':'sums','tenant':'ä'}",
        "2026-01-01 12:00:00.123456",
        flip);
  }

  @Test
  void responses_everyColumn_comesBack(TestingDatabase database) throws Exception {
    ResponseBatch batch =
        new ResponseBatch(
            Fixtures.source("base"),
            "resample",
            "all_positions",
            "next",
            "",
            Fixtures.capture("p0"),
            AblationUnit.head(1, 2),
            List.of("embed", "L1H0"),
            new int[] {3, 7},
            new String[] {"d0", ""},
            new int[] {11, 12},
            new float[] {0.1f, -2.5f, Float.MIN_VALUE, 3e38f});
    database.migrated().insert(TableEncoders.responses(), "t", List.of(batch));
    assertThat(
            database.lines(
                """
                SELECT model, capture_id, prompt_id, position, component, kind, layer, head,
                    ablation, target_token, donor_id, responders,
                    arrayMap(x -> reinterpretAsUInt32(x), responses)
                FROM responses ORDER BY position
                """))
        .containsExactly(
            "tiny\tcapture-of-p0\tp0\t3\tL1H2\thead\t1\t2\tresample\t11\td0\t['embed','L1H0']\t"
                + bits(0.1f, -2.5f),
            "tiny\tcapture-of-p0\tp0\t7\tL1H2\thead\t1\t2\tresample\t12\t\t['embed','L1H0']\t"
                + bits(Float.MIN_VALUE, 3e38f));
    assertThat(columnsOf(database, "responses"))
        .containsAll(ArchiveLayouts.RESPONSES.columnNames())
        .hasSize(ArchiveLayouts.RESPONSES.columns().size() + 1);
  }

  private static String bits(float first, float second) {
    return "[%s,%s]"
        .formatted(
            Integer.toUnsignedString(Float.floatToRawIntBits(first)),
            Integer.toUnsignedString(Float.floatToRawIntBits(second)));
  }

  @Test
  void vectors_bothPrecisions_comeBackBitForBit(TestingDatabase database) throws Exception {
    VectorRow exact = vector(ActivationSite.z(1, 0), VectorPrecision.F32, 0.1f, -3e-40f);
    VectorRow rounded =
        vector(
            ActivationSite.residual(),
            VectorPrecision.BF16,
            VectorPrecision.BF16.rounded(0.1f),
            VectorPrecision.BF16.rounded(-1.1f));
    database.migrated().insert(TableEncoders.vectors(), "t", List.of(exact, rounded));
    assertThat(
            database.lines(
                """
                SELECT site, kind, layer, head, ablated, donor_id, dimensions,
                    arrayMap(x -> reinterpretAsUInt32(x), exact),
                    arrayMap(x -> reinterpretAsUInt32(toFloat32(x)), vector)
                FROM vectors WHERE layer = -1
                """))
        .containsExactly(
            "residual\tresidual\t-1\t-1\tL3H2\td0\t2\t[]\t"
                + bits(rounded.values()[0], rounded.values()[1]));
    assertThat(
            database.lines(
                """
                SELECT site, kind, layer, head,
                    arrayMap(x -> reinterpretAsUInt32(x), exact),
                    abs(toFloat32(vector[1]) - 0.1) < 0.001
                FROM vectors WHERE layer = 1
                """))
        .containsExactly("L1H0\tz\t1\t0\t" + bits(0.1f, -3e-40f) + "\t1");
  }

  private static VectorRow vector(
      ActivationSite site, VectorPrecision precision, float first, float second) {
    return new VectorRow(
        Fixtures.source("base"),
        "resample",
        "all_positions",
        "next",
        "",
        Fixtures.capture("p0"),
        "L3H2",
        "d0",
        4,
        site,
        precision,
        new float[] {first, second});
  }

  @Test
  void runningMetrics_everyColumn_comesBack(TestingDatabase database) throws Exception {
    MetricsRow defined = Fixtures.metrics(AblationUnit.head(0, 1), Fixtures.NOON, 0.7);
    MetricsRow undefined = Fixtures.undefinedMetrics(AblationUnit.of(Component.embed()));
    database.migrated().insert(TableEncoders.runningMetrics(), "t", List.of(defined, undefined));

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
  void responseMatrix_everyColumn_comesBack(TestingDatabase database) throws Exception {
    ResponseMatrixRow row =
        new ResponseMatrixRow(
            Fixtures.key(AblationUnit.head(0, 1)),
            Fixtures.NOON,
            List.of(Component.embed(), Component.head(1, 2)),
            40,
            10,
            new double[] {1 / 3.0, -1 / 7.0},
            new double[] {Double.NaN, 1 / 9.0});
    database.migrated().insert(TableEncoders.responseMatrix(), "t", List.of(row));

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

  @Test
  void shifts_everyColumn_comesBack(TestingDatabase database) throws Exception {
    ShiftRow row =
        Fixtures.shift(AblationUnit.head(1, 0), Fixtures.NOON, Double.MAX_VALUE, Verdict.SHIFTED);
    database.migrated().insert(TableEncoders.shifts(), "t", List.of(row));

    List<String> numbers =
        List.of("effect", "effect_low", "effect_high", "e_value", "alpha", "delta");
    assertThat(
            database.lines("SELECT * EXCEPT (%s) FROM shifts".formatted(String.join(",", numbers))))
        .containsExactly(
            "tiny\tbase\tfine-tuned\tL1H0\thead\t1\t0\tself_repair\tzero\tall_positions\tnext"
                + "\t2026-01-01 12:00:00.123456\t64\tshifted\tself-repair\tall");
    assertThat(database.lines(bitsOf(numbers, "shifts")))
        .containsExactly(bits(List.of(-1 / 3.0, -0.5, -0.1, Double.MAX_VALUE, 0.05, 0.02)));
    assertThat(columnsOf(database, "shifts")).isEqualTo(EvidenceLayouts.SHIFTS.columnNames());
  }

  @Test
  void alerts_everyColumn_comesBack(TestingDatabase database) throws Exception {
    AlertRow row = Fixtures.alert("a1", Fixtures.NOON, AlertState.ALERT, AlertState.OK);
    database.migrated().insert(TableEncoders.alerts(), "t", List.of(row));

    List<String> numbers = List.of("effect", "effect_low", "effect_high", "e_value");
    assertThat(
            database.lines("SELECT * EXCEPT (%s) FROM alerts".formatted(String.join(",", numbers))))
        .containsExactly(
            "a1\t2026-01-01 12:00:00.123456\tself-repair\ttiny\tbase\tfine-tuned\t\tself_repair"
                + "\tALERT\tOK\thigh\t64\t{\"prompts\":[\"p0\"],\"text\":\"a\\\\tb\"}");
    assertThat(database.lines(bitsOf(numbers, "alerts")))
        .containsExactly(bits(List.of(-1 / 3.0, -0.5, -0.1, Double.MAX_VALUE)));
    assertThat(columnsOf(database, "alerts")).isEqualTo(EvidenceLayouts.ALERTS.columnNames());
  }

  @Test
  void watched_everyColumn_comesBack(TestingDatabase database) throws Exception {
    database.migrated();
    database.insert(
        TableEncoders.revisions(),
        "t",
        List.of(
            new RevisionRow(
                Fixtures.source("base"), new ResidualBasis(4, 8, true), Fixtures.NOON)));
    database.insert(
        TableEncoders.components(),
        "t",
        List.of(new ComponentRow("tiny", "base", AblationUnit.head(1, 2))));
    database.insert(
        TableEncoders.prompts(), "t", List.of(new PromptRow("tiny", Fixtures.capture("p0"))));

    assertThat(database.lines("SELECT * FROM revisions"))
        .containsExactly(
            "tiny\tbase\t" + "ab".repeat(32) + "\t4\t8\ttrue\trun-1\t2026-01-01 12:00:00.123456");
    assertThat(database.lines("SELECT * FROM components"))
        .containsExactly("tiny\tbase\tL1H2\thead\t1\t2\tblocks.1.attn.hook_z");
    assertThat(database.lines("SELECT * FROM prompts"))
        .containsExactly(
            "tiny\tp0\ttemplate-1\t{'a':'1','b':'','task':'sums','tenant':'ä'}"
                + "\t2026-01-01 12:00:00.123456");
  }

  @Test
  void encode_sameRowsTwice_givesTheSameBytes() {
    try (BlockEncoder<EffectBatch> first = TableEncoders.effects();
        BlockEncoder<EffectBatch> second = TableEncoders.effects()) {
      List<EffectBatch> rows = List.of(Fixtures.effects("p0"), Fixtures.effects("p1"));
      byte[] bytes = first.encode(rows).arrowStream();

      assertThat(first.encode(rows).arrowStream()).isEqualTo(bytes);
      assertThat(second.encode(rows).arrowStream()).isEqualTo(bytes);
    }
  }

  @Test
  void encode_nothing_isAnEmptyBlock() {
    try (BlockEncoder<EffectBatch> encoder = TableEncoders.effects()) {
      assertThat(encoder.encode(List.of()).rows()).isZero();
    }
  }

  private static List<String> columnsOf(TestingDatabase database, String table) {
    return database.lines(
        "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '%s' ORDER BY position"
            .formatted(table));
  }

  private static String bitsOf(List<String> columns, String fromAndOrder) {
    return columns.stream()
        .map(column -> "reinterpretAsInt64(%s)".formatted(column))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + fromAndOrder));
  }

  private static String bits(List<@Nullable Double> values) {
    return values.stream()
        .map(value -> value == null ? "\\N" : Long.toString(Double.doubleToRawLongBits(value)))
        .collect(Collectors.joining("\t"));
  }
}
