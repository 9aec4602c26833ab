package io.hydrascope.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.compare.TestingShiftWays.Finding;
import io.hydrascope.embedded.ClickHouseSettings;
import io.hydrascope.embedded.EmbeddedClickHouse;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.PromptRow;
import io.hydrascope.storage.insert.RevisionRow;
import io.hydrascope.storage.insert.TableEncoders;
import io.hydrascope.storage.migrate.Deployment;
import io.hydrascope.storage.migrate.Migrator;
import io.hydrascope.storage.query.PairedQueries;
import io.hydrascope.storage.query.PlanKey;
import io.hydrascope.storage.query.RevisionPairSelection;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One definition of a shift, whichever way a comparison goes: the job, the gate that runs both
 * revisions, and the gate over stored effects get the same rows and must say the same.
 */
class ShiftContractIT {
  /** Each way of comparing. */
  private enum Way {
    JOB,
    GATE,
    STORED
  }

  private static final double ROUNDING = 1e-12; // relative
  private static final List<ShiftMeasure> PLAIN =
      List.of(
          ShiftMeasure.SELF_REPAIR,
          ShiftMeasure.DIRECT_EFFECT,
          ShiftMeasure.TOTAL_EFFECT,
          ShiftMeasure.LOGPROB_DROP);
  private static final List<ShiftMeasure> RESIDUAL = List.of(ShiftMeasure.REPAIR_RESIDUAL);

  private static EmbeddedClickHouse clickHouse;
  private static PairedQueries queries;
  private static TestingShiftWays ways;

  @BeforeAll
  static void store(@TempDir Path data) throws Exception {
    clickHouse = EmbeddedClickHouse.start(ClickHouseSettings.in(data));
    ClickHouseEndpoint endpoint =
        new ClickHouseEndpoint(
            clickHouse.httpUrl().toString(),
            clickHouse.owner().user(),
            clickHouse.owner().password(),
            ClickHouseEndpoint.DATABASE);
    new Migrator(endpoint, Deployment.singleServer()).migrate();
    queries = new PairedQueries(endpoint);
    TestingPairedRows rows = new TestingPairedRows(5);
    insert(endpoint, TableEncoders.effects(), rows.all());
    insert(
        endpoint,
        TableEncoders.prompts(),
        rows.all().stream()
            .map(each -> new PromptRow(TestingPairedRows.MODEL, each.capture()))
            .toList());
    insert(
        endpoint,
        TableEncoders.revisions(),
        rows.all().stream()
            .map(EffectBatch::source)
            .distinct()
            .map(source -> new RevisionRow(source, TestingShiftWays.BASIS, 1))
            .toList());
    ways = new TestingShiftWays(rows, storedOrder());
  }

  private static <R> void insert(ClickHouseEndpoint endpoint, BlockEncoder<R> encoder, List<R> rows)
      throws Exception {
    try (encoder;
        BlockInserter inserter = new BlockInserter(endpoint)) {
      inserter.insert(encoder.encode(rows), "insert");
    }
  }

  /** In which the store hands out units: the other ways are given the same. */
  private static List<String> storedOrder() {
    RevisionPairSelection all =
        new RevisionPairSelection(
            TestingPairedRows.MODEL,
            TestingPairedRows.BASE,
            TestingPairedRows.CANDIDATE,
            new PlanKey(
                TestingPairedRows.PLAN.ablation().text(),
                TestingPairedRows.PLAN.scope().text(),
                TestingPairedRows.PLAN.target().text(),
                ""),
            TestingPairedRows.PLAN.ablated().stream().map(AblationUnit::text).toList(),
            List.of());
    Set<String> units = new LinkedHashSet<>();
    queries.each(all, TestingShiftWays.SEED, row -> units.add(row.unit()));
    return List.copyOf(units);
  }

  @AfterAll
  static void stop() {
    clickHouse.close();
  }

  private static List<Finding> findings(Way way, List<ShiftMeasure> measures) throws Exception {
    return switch (way) {
      case JOB -> ways.ofJob(measures);
      case GATE -> ways.ofGate(measures);
      case STORED -> TestingShiftWays.ofStored(queries, measures);
    };
  }

  private static TestingShiftDefinition definition(List<ShiftMeasure> measures) {
    return new TestingShiftDefinition(
        ways.rows(), ways.rows().units(ways.unitsInOrder()), (int) ways.heldOut(measures));
  }

  private static void assertIsDefined(Way way, List<ShiftMeasure> measures, int findings)
      throws Exception {
    TestingShiftDefinition definition = definition(measures);
    assertThat(findings(way, measures))
        .hasSize(findings)
        .allSatisfy(
            found -> {
              OptionalDouble effect =
                  definition.effect(found.component(), ShiftMeasure.parse(found.measure()));
              assertThat(found.n()).isEqualTo(definition.comparedUnits());
              assertClose(
                  found.measure() + " of " + found.component(),
                  found.effect(),
                  effect.orElseThrow());
            });
  }

  @ParameterizedTest
  @EnumSource
  void effect_everyMeasure_isTheMeanOverUnitsOfPairedDifferences(Way way) throws Exception {
    assertIsDefined(way, PLAIN, PLAIN.size() * TestingPairedRows.PLAN.ablated().size());
  }

  @ParameterizedTest
  @EnumSource
  void repairResidual_argmaxTokensDiffer_isOverAllRowsOfTheBase(Way way) throws Exception {
    assertIsDefined(way, RESIDUAL, 2);
    assertThat(findings(way, RESIDUAL).stream().map(Finding::component))
        .as("R_base of the other is undefined, so it has no verdict")
        .containsExactly(TestingPairedRows.SHIFTED, TestingPairedRows.STILL);
  }

  @Test
  void findings_jobAndGate_areTheSameBits() throws Exception {
    assertThat(ways.ofJob(PLAIN)).isEqualTo(ways.ofGate(PLAIN));
    assertThat(ways.ofJob(RESIDUAL)).isEqualTo(ways.ofGate(RESIDUAL));
  }

  @Test
  void findings_storedRows_areTheGatesToRounding() throws Exception {
    assertSame(TestingShiftWays.ofStored(queries, PLAIN), ways.ofGate(PLAIN));
    assertSame(TestingShiftWays.ofStored(queries, RESIDUAL), ways.ofGate(RESIDUAL));
  }

  private static void assertSame(List<Finding> stored, List<Finding> gate) {
    assertThat(stored).hasSameSizeAs(gate);
    for (int i = 0; i < stored.size(); i++) {
      Finding found = stored.get(i);
      Finding expected = gate.get(i);
      String name = found.measure() + " of " + found.component();
      assertThat(found.component()).as(name).isEqualTo(expected.component());
      assertThat(found.measure()).as(name).isEqualTo(expected.measure());
      assertThat(found.n()).as(name).isEqualTo(expected.n());
      assertThat(found.verdict()).as(name).isEqualTo(expected.verdict());
      assertClose(name, found.effect(), expected.effect());
      assertClose(name, found.low(), expected.low());
      assertClose(name, found.high(), expected.high());
      assertClose(name, Math.log(found.eValue()), Math.log(expected.eValue()));
    }
  }

  private static void assertClose(String name, double found, double expected) {
    assertThat(found).as(name).isCloseTo(expected, within(ROUNDING * Math.abs(expected)));
  }

  /** The rows are as hard as the contract says. */
  @Test
  void rows_ofTheContract_holdWhatMakesThemHard() {
    List<Prompt> prompts = ways.rows().prompts();
    long rows = 0;
    long other = 0;
    for (Prompt prompt : prompts) {
      EffectBatch base = ways.rows().base(prompt.id());
      EffectBatch candidate = ways.rows().candidate(prompt.id());
      for (int row = 0; row < base.count(); row++) {
        rows++;
        other += base.targetToken()[row] == candidate.targetToken()[row] ? 0 : 1;
      }
    }
    assertThat((double) other / rows).isBetween(0.28, 0.38);
    assertThat(ways.unitsInOrder())
        .hasSize(TestingPairedRows.UNITS)
        .anyMatch(n -> n.charAt(0) == 'g');
    assertThat(definition(PLAIN).comparedUnits()).isLessThan(TestingPairedRows.UNITS);
    assertThat(definition(RESIDUAL).heldOutPromptsThatCannotBeCompared()).isPositive();
    assertThat(ways.ofGate(PLAIN).stream().map(Finding::verdict).distinct().count())
        .isGreaterThan(1);
  }
}
