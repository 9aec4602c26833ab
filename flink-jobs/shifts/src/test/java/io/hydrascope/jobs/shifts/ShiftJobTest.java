package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.jobs.shifts.ShiftConfig.Comparisons;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

class ShiftJobTest {
  private static final int PROMPTS = 60;
  private static final double[] SAME = new double[TestingRevisions.PLAN.size()];

  @Test
  void topology_oneComponentMoved_alertsWithItsEvidence() throws Exception {
    List<EffectBatch> captures = base();
    captures.addAll(TestingRevisions.captures("tuned", PROMPTS, moved(2), 4));
    Collections.shuffle(captures, new Random(5));
    List<AlertRow> alerts = run(captures, ShiftJob.Streams::alerts);
    AlertRow alert = alerts.get(alerts.size() - 1);
    assertThat(alert.state()).isEqualTo(AlertState.ALERT);
    assertThat(alert.previousState()).isEqualTo(AlertState.UNKNOWN);
    assertThat(alert.component()).isEqualTo("L1H2");
    assertThat(alert.baseRevision()).isEqualTo("base");
    assertThat(alert.revision()).isEqualTo("tuned");
    assertThat(alert.effect()).isCloseTo(0.3, within(0.05));
    assertThat(alert.effectLow()).isGreaterThan(0.02);
    assertThat(alert.eValue()).isGreaterThan(8 / 0.05);
    JsonNode evidence = JsonMapper.builder().build().readTree(alert.evidence());
    assertThat(evidence.get("shifted").size()).isEqualTo(1);
    assertThat(evidence.get("top_prompts").size()).isEqualTo(5);
    assertThat(evidence.get("components").intValue()).isEqualTo(8);
  }

  @Test
  void topology_oneComponentMoved_givesARowAComponentAfterEachPrompt() throws Exception {
    List<EffectBatch> captures = base();
    captures.addAll(TestingRevisions.captures("tuned", PROMPTS, moved(2), 4));
    List<ShiftRow> rows = run(captures, ShiftJob.Streams::shifts);
    assertThat(rows).hasSize(PROMPTS * TestingRevisions.PLAN.size());
    assertThat(rows)
        .filteredOn(row -> row.nPrompts() == PROMPTS)
        .allSatisfy(
            row ->
                assertThat(row.verdict() == Verdict.SHIFTED)
                    .isEqualTo(row.component().text().equals("L1H2")));
  }

  @Test
  void topology_otherSeedOfTheSameRevision_neverAlerts() throws Exception {
    List<EffectBatch> captures = base();
    captures.addAll(TestingRevisions.captures("control", PROMPTS, SAME, 3));
    assertThat(run(captures, ShiftJob.Streams::alerts))
        .noneMatch(alert -> alert.state() == AlertState.ALERT);
  }

  @Test
  void topology_identicalRevision_keepsEveryEValueAtOne() throws Exception {
    List<EffectBatch> captures = base();
    captures.addAll(TestingRevisions.captures("copy", PROMPTS, SAME, 1));
    assertThat(run(captures, ShiftJob.Streams::shifts))
        .hasSize(PROMPTS * TestingRevisions.PLAN.size())
        .allSatisfy(row -> assertThat(row.eValue()).isEqualTo(1));
  }

  @Test
  void topology_promptInTwoMessages_waitsForBoth() throws Exception {
    List<EffectBatch> captures = base();
    List<EffectBatch> candidate = TestingRevisions.captures("tuned", PROMPTS, moved(2), 4);
    candidate.forEach(whole -> captures.addAll(TestingRevisions.inTwoParts(whole)));
    Collections.shuffle(captures, new Random(6));
    List<ShiftRow> rows = run(captures, ShiftJob.Streams::shifts);
    assertThat(rows).hasSize(PROMPTS * TestingRevisions.PLAN.size());
    List<EffectBatch> halves = base();
    candidate.forEach(whole -> halves.add(TestingRevisions.inTwoParts(whole).get(0)));
    assertThat(run(halves, ShiftJob.Streams::shifts)).isEmpty();
  }

  @Test
  void minus_rowsAtOtherTargets_areLeftOut() {
    EffectBatch base = TestingRevisions.captures("base", 1, SAME, 1).get(0);
    EffectBatch candidate = TestingRevisions.captures("tuned", 1, moved(2), 1).get(0);
    for (int row = 0; row < candidate.count(); row += TestingRevisions.POSITIONS) {
      candidate.targetToken()[row]++;
    }
    CollectedPrompt.Differences result = collected(candidate).minus(collected(base));
    assertThat(result.excludedRows()).isEqualTo(TestingRevisions.PLAN.size());
    double[] expected = moved(2);
    assertThat(result.differences()).containsExactly(expected, within(1e-12));
    for (int row = 0; row < candidate.count(); row++) {
      candidate.targetToken()[row] = 999;
    }
    assertThat(collected(candidate).minus(collected(base)).differences()).isNull();
  }

  private static CollectedPrompt collected(EffectBatch effects) {
    return new CollectedPrompt(List.of(PromptPart.of(effects)));
  }

  private static List<EffectBatch> base() {
    return new ArrayList<>(TestingRevisions.captures("base", PROMPTS, SAME, 1));
  }

  private static double[] moved(int component) {
    double[] shift = SAME.clone();
    shift[component] = 0.3;
    return shift;
  }

  @SuppressWarnings("try") // close() says Exception; an interrupt may end the test
  private static <T> List<T> run(
      List<EffectBatch> captures, Function<ShiftJob.Streams, DataStream<T>> stream)
      throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    JobEnvironment.configure(
        environment,
        new StreamsConfig(
            "unused:1",
            new ClickHouseEndpoint("http://unused:1", "default", "", "hydrascope"),
            // One after the other: what an e-process says depends on the order of its prompts.
            1,
            Duration.ofMillis(100),
            Duration.ofDays(7)));
    DataStream<EffectBatch> effects =
        environment.fromData(captures, TypeInformation.of(EffectBatch.class));
    Comparisons comparisons =
        new Comparisons(
            "base", null, Target.NEXT, 0.05, 0.02, Duration.ofDays(7), Duration.ofDays(90));
    List<T> all = new ArrayList<>();
    try (CloseableIterator<T> rows =
        stream.apply(ShiftJob.topology(effects, comparisons)).executeAndCollect()) {
      rows.forEachRemaining(all::add);
    }
    return all;
  }
}
