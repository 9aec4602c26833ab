package io.hydrascope.storage.insert;

import static io.hydrascope.storage.insert.TestingStoredBits.bits;
import static io.hydrascope.storage.insert.TestingStoredBits.bitsOf;
import static io.hydrascope.storage.insert.TestingStoredBits.columnsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ResponseBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.VectorRow;
import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is read back is what was written, to the bit. */
@ExtendWith(TestingClickHouse.class)
class TableEncodersIT {

  @Test
  void effects_everyColumn_comesBack(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    EffectBatch batch = TestingRows.effects("p0");
    database.insert(TableEncoders.effects(), "t", List.of(batch));

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
  void responses_everyColumn_comesBack(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    ResponseBatch batch =
        new ResponseBatch(
            TestingRows.source("base"),
            "resample",
            "all_positions",
            "next",
            "",
            TestingRows.capture("p0"),
            AblationUnit.head(1, 2),
            List.of("embed", "L1H0"),
            new int[] {3, 7},
            new String[] {"d0", ""},
            new int[] {11, 12},
            new float[] {0.1f, -2.5f, Float.MIN_VALUE, 3e38f});
    database.insert(TableEncoders.responses(), "t", List.of(batch));
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
                + floatBits(0.1f, -2.5f),
            "tiny\tcapture-of-p0\tp0\t7\tL1H2\thead\t1\t2\tresample\t12\t\t['embed','L1H0']\t"
                + floatBits(Float.MIN_VALUE, 3e38f));
    assertThat(columnsOf(database, "responses"))
        .containsAll(ArchiveLayouts.RESPONSES.columnNames())
        .hasSize(ArchiveLayouts.RESPONSES.columns().size() + 1);
  }

  private static String floatBits(float first, float second) {
    return "[%s,%s]"
        .formatted(
            Integer.toUnsignedString(Float.floatToRawIntBits(first)),
            Integer.toUnsignedString(Float.floatToRawIntBits(second)));
  }

  @Test
  void vectors_bothPrecisions_comeBackBitForBit(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    VectorRow exact = vector(ActivationSite.z(1, 0), VectorPrecision.F32, 0.1f, -3e-40f);
    VectorRow rounded =
        vector(
            ActivationSite.residual(),
            VectorPrecision.BF16,
            VectorPrecision.BF16.rounded(0.1f),
            VectorPrecision.BF16.rounded(-1.1f));
    database.insert(TableEncoders.vectors(), "t", List.of(exact, rounded));
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
                + floatBits(rounded.values()[0], rounded.values()[1]));
    assertThat(
            database.lines(
                """
                SELECT site, kind, layer, head,
                    arrayMap(x -> reinterpretAsUInt32(x), exact),
                    abs(toFloat32(vector[1]) - 0.1) < 0.001
                FROM vectors WHERE layer = 1
                """))
        .containsExactly("L1H0\tz\t1\t0\t" + floatBits(0.1f, -3e-40f) + "\t1");
  }

  private static VectorRow vector(
      ActivationSite site, VectorPrecision precision, float first, float second) {
    return new VectorRow(
        TestingRows.source("base"),
        "resample",
        "all_positions",
        "next",
        "",
        TestingRows.capture("p0"),
        "L3H2",
        "d0",
        4,
        site,
        precision,
        new float[] {first, second});
  }

  @Test
  void shifts_everyColumn_comesBack(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    long at = TestingRows.recent();
    ShiftRow row =
        TestingRows.shift(AblationUnit.head(1, 0), at, Double.MAX_VALUE, Verdict.SHIFTED);
    database.insert(TableEncoders.shifts(), "t", List.of(row));

    List<String> numbers =
        List.of("effect", "effect_low", "effect_high", "e_value", "alpha", "delta");
    assertThat(
            database.lines("SELECT * EXCEPT (%s) FROM shifts".formatted(String.join(",", numbers))))
        .containsExactly(
            ("tiny\tbase\tfine-tuned\tL1H0\thead\t1\t0\tself_repair\tzero\tall_positions\tnext"
                    + "\t%s 00:00:00.123456\t64\tshifted\tself-repair\tall")
                .formatted(LocalDate.ofEpochDay(at / 86_400_000_000L)));
    assertThat(database.lines(bitsOf(numbers, "shifts")))
        .containsExactly(bits(List.of(-1 / 3.0, -0.5, -0.1, Double.MAX_VALUE, 0.05, 0.02)));
    assertThat(columnsOf(database, "shifts")).isEqualTo(EvidenceLayouts.SHIFTS.columnNames());
  }

  @Test
  void alerts_everyColumn_comesBack(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    AlertRow row = TestingRows.alert("a1", TestingRows.NOON, AlertState.ALERT, AlertState.OK);
    database.insert(TableEncoders.alerts(), "t", List.of(row));

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
  void watched_everyColumn_comesBack(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    database.insert(
        TableEncoders.revisions(),
        "t",
        List.of(
            new RevisionRow(
                TestingRows.source("base"), new ResidualBasis(4, 8, true), TestingRows.NOON)));
    database.insert(
        TableEncoders.components(),
        "t",
        List.of(new ComponentRow("tiny", "base", AblationUnit.head(1, 2))));
    database.insert(
        TableEncoders.prompts(), "t", List.of(new PromptRow("tiny", TestingRows.capture("p0"))));

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
      List<EffectBatch> rows = List.of(TestingRows.effects("p0"), TestingRows.effects("p1"));
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
}
