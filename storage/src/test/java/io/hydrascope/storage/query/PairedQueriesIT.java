package io.hydrascope.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import io.hydrascope.storage.TestingClickHouse;
import io.hydrascope.storage.TestingDatabase;
import io.hydrascope.storage.TestingRows;
import io.hydrascope.storage.insert.PromptRow;
import io.hydrascope.storage.insert.RevisionRow;
import io.hydrascope.storage.insert.TableEncoders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestingClickHouse.class)
class PairedQueriesIT {
  private static final AblationUnit HEAD = AblationUnit.head(0, 1);
  private static final AblationUnit MLP = AblationUnit.mlpOut(0);
  private static final PlanKey PLAN = new PlanKey("zero", "all_positions", "next", "");
  private static final RevisionPairSelection PAIR =
      new RevisionPairSelection(
          TestingRows.MODEL, "base", "tuned", PLAN, List.of("L0H1", "L0.mlp_out"), List.of());

  /** Head and MLP at two positions; self_repair of a row is {@code value} + its row number. */
  private static EffectBatch answer(String revision, String prompt, double value, int firstToken) {
    List<AblationUnit> ablated = List.of(HEAD, MLP);
    double[] measures = new double[4 * Measure.COUNT];
    for (int row = 0; row < 4; row++) {
      measures[row * Measure.COUNT + Measure.SELF_REPAIR.ordinal()] = value + row;
      measures[row * Measure.COUNT + Measure.LOGPROB_DROP.ordinal()] = -value;
    }
    return new EffectBatch(
        TestingRows.source(revision),
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, ablated, "all", ""),
        new Capture(revision + prompt, prompt, prompt, Map.of(), TestingRows.NOON),
        ablated,
        new int[] {0, 0, 1, 1},
        new int[] {3, 7, 3, 7},
        CaptureRows.noDonors(4),
        new int[] {firstToken, 9, firstToken, 9},
        new double[4],
        new double[4],
        new boolean[4],
        measures);
  }

  private static PairedQueries stored(TestingDatabase database, EffectBatch... answers)
      throws Exception {
    database.insert(TableEncoders.effects(), "t", List.of(answers));
    return new PairedQueries(database.endpoint());
  }

  private static List<PairedPrompt> read(
      PairedQueries queries, RevisionPairSelection of, long seed) {
    List<PairedPrompt> rows = new ArrayList<>();
    queries.each(of, seed, rows::add);
    return rows;
  }

  @Test
  void each_promptsOfBoth_areMeansOverTheirRows(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    PairedQueries queries =
        stored(
            database,
            answer("base", "it's", 1, 5),
            answer("tuned", "it's", 3, 5),
            answer("base", "alone", 1, 5));
    List<PairedPrompt> rows = read(queries, PAIR, 0);
    assertThat(rows)
        .extracting(row -> row.unit() + " " + row.promptId() + " " + row.component())
        .containsExactly("it's it's L0.mlp_out", "it's it's L0H1");
    assertThat(rows.get(0).places()).isEqualTo(2);
    assertThat(rows.get(0).base()[0]).isCloseTo(1 + 2.5, within(1e-12));
    assertThat(rows.get(0).candidate()[0]).isCloseTo(3 + 2.5, within(1e-12));
    assertThat(rows.get(1).base()[0]).isCloseTo(1 + 0.5, within(1e-12));
    assertThat(rows.get(1).candidate()[3]).as("logprob_drop").isEqualTo(-3);
    assertThat(rows.get(1).baseSums()).as("direct_effect, self_repair").containsExactly(0, 1 + 2);
  }

  @Test
  void each_rowsAtOtherTokens_areLeftOut(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    PairedQueries queries = stored(database, answer("base", "p", 1, 5), answer("tuned", "p", 3, 6));
    assertThat(read(queries, PAIR, 0))
        .allSatisfy(row -> assertThat(row.places()).isEqualTo(1))
        .extracting(row -> row.base()[0])
        .containsExactly(4.0, 2.0);
    assertThat(read(queries, PAIR, 0))
        .as("the base's sums are of all its rows")
        .extracting(row -> row.baseSums()[1])
        .containsExactly(3.0 + 4, 1.0 + 2);
    assertThat(queries.otherToken(PAIR)).contains(new PairedQueries.OtherToken("p", 3, 5, 6));
  }

  @Test
  void each_noCommonToken_isARowWithoutPlaces(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    EffectBatch other = answer("tuned", "p", 3, 6);
    Arrays.fill(other.targetToken(), 77);
    PairedQueries queries = stored(database, answer("base", "p", 1, 5), other);
    assertThat(read(queries, PAIR, 0))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.places()).isZero())
        .allSatisfy(row -> assertThat(row.base()[0]).isNaN())
        .extracting(row -> row.baseSums()[1])
        .containsExactly(3.0 + 4, 1.0 + 2);
  }

  @Test
  void each_promptsOfOneGroup_lieTogetherInAnOrderOfTheSeed(TestingDatabase given)
      throws Exception {
    TestingDatabase database = given.emptied();
    List<EffectBatch> answers = new ArrayList<>();
    List<PromptRow> prompts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(answer("base", "p" + i, i, 5));
      answers.add(answer("tuned", "p" + i, i, 5));
      prompts.add(
          new PromptRow(
              TestingRows.MODEL,
              new Capture("c" + i, "p" + i, "g" + i % 10, Map.of(), TestingRows.NOON)));
    }
    PairedQueries queries = stored(database, answers.toArray(EffectBatch[]::new));
    database.insert(TableEncoders.prompts(), "t", prompts);
    List<String> units = read(queries, PAIR, 1).stream().map(PairedPrompt::unit).toList();
    assertThat(units).hasSize(40);
    for (int i = 0; i < units.size(); i++) {
      assertThat(units.get(i)).as("all of a group").isEqualTo(units.get(i / 4 * 4));
    }
    assertThat(units.stream().distinct()).hasSize(10);
    assertThat(read(queries, PAIR, 1).stream().map(PairedPrompt::unit).toList()).isEqualTo(units);
    assertThat(read(queries, PAIR, 2).stream().map(PairedPrompt::unit).toList())
        .isNotEqualTo(units);
    assertThat(queries.overlap(PAIR).units()).isEqualTo(10);
  }

  @Test
  void overlap_otherPrompts_countsAndNamesThem(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    PairedQueries queries =
        stored(
            database,
            answer("base", "a", 1, 5),
            answer("base", "b", 1, 5),
            answer("base", "c", 1, 5),
            answer("tuned", "c", 1, 5),
            answer("tuned", "d", 1, 5));
    assertThat(queries.overlap(PAIR)).isEqualTo(new PairedQueries.Overlap(1, 1, 2, 1, "a", "d", 1));
    RevisionPairSelection some =
        new RevisionPairSelection(
            TestingRows.MODEL, "base", "tuned", PLAN, PAIR.components(), List.of("b", "c"));
    assertThat(queries.overlap(some)).isEqualTo(new PairedQueries.Overlap(1, 1, 1, 0, "b", "", 1));
    assertThat(read(queries, some, 0)).hasSize(2);
  }

  @Test
  void each_valueNotFinite_isHandedOut(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    PairedQueries queries =
        stored(database, answer("base", "p", 1, 5), answer("tuned", "p", Double.NaN, 5));
    assertThat(read(queries, PAIR, 0)).allSatisfy(row -> assertThat(row.candidate()[0]).isNaN());
  }

  @Test
  void plansAndComponents_oneRevision_areThoseOfItsRows(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    PairedQueries queries = stored(database, answer("base", "p", 1, 5));
    database.insert(TableEncoders.effects(), "u", List.of(TestingRows.effects("p0")));
    assertThat(queries.plans(TestingRows.MODEL, "base"))
        .containsExactly(new PlanKey("mean", "all_positions", "next", "reference-1"), PLAN);
    assertThat(queries.components(TestingRows.MODEL, "base", PLAN))
        .containsExactlyInAnyOrder("L0H1", "L0.mlp_out");
    assertThat(queries.plans(TestingRows.MODEL, "nobody")).isEmpty();
  }

  @Test
  void revisions_watched_haveTheirShape(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    database.insert(
        TableEncoders.revisions(),
        "t",
        List.of(new RevisionRow(TestingRows.source("base"), new ResidualBasis(4, 2, true), 1)));
    assertThat(new PairedQueries(database.endpoint()).revisions())
        .containsExactly(
            new WatchedRevision(TestingRows.MODEL, "base", "ab".repeat(32), 4, 2, true));
  }

  @Test
  void responses_oneRevisionOnly_leavesTheOtherOut(TestingDatabase given) throws Exception {
    TestingDatabase database = given.emptied();
    PairedQueries queries = stored(database, answer("base", "p", 1, 5));
    MetricsKey key =
        new MetricsKey(
            TestingRows.MODEL,
            "tuned",
            HEAD,
            "zero",
            "all_positions",
            "next",
            "",
            "all",
            "all",
            0,
            "all");
    database.insert(
        TableEncoders.responseMatrix(),
        "t",
        List.of(
            new ResponseMatrixRow(
                key, 1, List.of(Component.mlpOut(1)), 10, 5, new double[] {0.25}, new double[1])));
    assertThat(queries.responses(PAIR))
        .containsExactly(new PairedQueries.PairedResponse("L0H1", "L1.mlp_out", null, 0.25));
  }
}
