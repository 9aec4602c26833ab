package io.hydrascope.jobs.shifts;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.jobs.shifts.ShiftConfig.Comparisons;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.DeadLetter;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
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
    List<AlertMessage> alerts = run(captures, ShiftJob.Streams::alerts);
    AlertRow alert = alerts.get(alerts.size() - 1).row();
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
    assertThat(evidence.get("reason").asText()).startsWith("of 8 tested: 1 shifted");
    assertThat(evidence.get("sql").asText())
        .contains("revision IN ('base', 'tuned')", "component = 'L1H2'", "prompt_id IN ('p");
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
        .noneMatch(alert -> alert.row().state() == AlertState.ALERT);
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
    CollectedPrompt.Difference result = collected(candidate).minus(collected(base));
    assertThat(result.excludedRows()).isEqualTo(TestingRevisions.PLAN.size());
    assertThat(result.outcome().kind()).isEqualTo(PromptOutcome.Kind.COMPARED);
    assertThat(selfRepair(result.outcome())).containsExactly(moved(2), within(1e-12));
    for (int row = 0; row < candidate.count(); row++) {
      candidate.targetToken()[row] = 999;
    }
    assertThat(collected(candidate).minus(collected(base)).outcome())
        .satisfies(lost -> assertThat(lost.kind()).isEqualTo(PromptOutcome.Kind.LOST))
        .satisfies(lost -> assertThat(lost.reason()).contains("common target token"));
  }

  @Test
  void minus_valueNotFinite_isLost() {
    EffectBatch base = TestingRevisions.captures("base", 1, SAME, 1).get(0);
    EffectBatch candidate = TestingRevisions.captures("tuned", 1, SAME, 1).get(0);
    candidate.measures()[Measure.SELF_REPAIR.ordinal()] = Double.NaN;
    assertThat(collected(candidate).minus(collected(base)).outcome().reason())
        .isEqualTo("a value is not finite");
  }

  @Test
  void topology_halfOfThePromptsNotComparable_warnsWithItsReason() throws Exception {
    List<EffectBatch> captures = base();
    List<EffectBatch> candidate = TestingRevisions.captures("tuned", PROMPTS, SAME, 4);
    for (EffectBatch half : candidate.subList(0, PROMPTS / 2)) {
      java.util.Arrays.fill(half.measures(), Double.NaN);
    }
    captures.addAll(candidate);
    List<AlertMessage> alerts = run(captures, ShiftJob.Streams::alerts);
    assertThat(alerts).isNotEmpty();
    assertThat(alerts.get(0).row().state()).isEqualTo(AlertState.WARNING);
    assertThat(alerts.get(0).row().evidence())
        .contains("10 of 10 prompts cannot be compared: a value is not finite");
    assertThat(alerts.get(alerts.size() - 1).row().state()).isEqualTo(AlertState.WARNING);
  }

  @Test
  void topology_fiveMeasuresAndSegments_areTestedJointly() throws Exception {
    List<EffectBatch> captures = base();
    captures.addAll(TestingRevisions.captures("tuned", PROMPTS, moved(2), 4));
    String rule =
        """
        {"name": "all", "segments": ["all", "task=sums"], "measures":
          ["self_repair", "repair_residual", "direct_effect", "total_effect", "logprob_drop"]}
        """;
    List<ShiftRow> rows =
        run(TestingRevisions.segmented(captures), List.of(rules(rule)), ShiftJob.Streams::shifts);
    int tested = 2 * 5 * TestingRevisions.PLAN.size();
    assertThat(rows).hasSize(PROMPTS * tested);
    Map<String, ShiftRow> last = new HashMap<>();
    rows.forEach(
        row -> last.put(row.measure().column() + " " + row.segment() + " " + row.component(), row));
    assertThat(last).hasSize(tested);
    last.forEach(
        (key, row) -> {
          long prompts = row.segment().equals("all") ? PROMPTS : PROMPTS / 2;
          boolean isResidual = row.measure() == ShiftMeasure.REPAIR_RESIDUAL;
          // Its fraction is undefined here: there is no direct effect.
          assertThat(row.nPrompts()).as(key).isEqualTo(isResidual ? 0 : prompts);
        });
    assertThat(requireNonNull(last.get("self_repair all L1H2")).verdict())
        .isEqualTo(Verdict.SHIFTED);
    assertThat(requireNonNull(last.get("direct_effect all L1H2")).eValue()).isEqualTo(1);
  }

  @Test
  void topology_previousRevision_isTheBaseOfTheNext() throws Exception {
    List<EffectBatch> captures = base();
    captures.addAll(TestingRevisions.captures("second", PROMPTS, moved(2), 4));
    captures.addAll(TestingRevisions.captures("third", PROMPTS, moved(2), 5));
    List<ShiftRow> rows =
        run(
            captures,
            List.of(rules("{\"name\": \"step\", \"base\": \"previous\"}")),
            ShiftJob.Streams::shifts);
    assertThat(rows.stream().map(row -> row.base() + " " + row.candidate()).distinct())
        .containsExactlyInAnyOrder("base second", "second third");
    assertThat(rows)
        .filteredOn(row -> row.candidate().equals("third"))
        .noneMatch(row -> row.verdict() == Verdict.SHIFTED);
  }

  @Test
  void topology_otherRulesFromTheControlTopic_holdWithoutARestart() throws Exception {
    List<EffectBatch> captures = base();
    captures.addAll(TestingRevisions.captures("tuned", PROMPTS, moved(2), 4));
    assertThat(
            run(
                captures,
                List.of(rules("{\"name\": \"none\", \"model\": \"another\"}")),
                ShiftJob.Streams::shifts))
        .isEmpty();
  }

  @Test
  void topology_controlMessageThatSaysNothing_isRefusedAndRulesStay() throws Exception {
    List<DeadLetter> refused =
        run(base(), List.of("{\"type\": \"rule\"}"), ShiftJob.Streams::refused);
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).reason()).isEqualTo("bad_control_message");
    assertThat(refused.get(0).detail()).contains("expected rules or acknowledge");
  }

  private static String rules(String rule) {
    return "{\"type\": \"rules\", \"rules\": [" + rule + "]}";
  }

  private static double[] selfRepair(PromptOutcome outcome) {
    double[] values = new double[TestingRevisions.PLAN.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = outcome.differences()[i * PromptPart.READ.size()];
    }
    return values;
  }

  private static CollectedPrompt collected(EffectBatch effects) {
    return new CollectedPrompt(List.of(PromptPart.of(effects).with(0)));
  }

  private static List<EffectBatch> base() {
    return new ArrayList<>(TestingRevisions.captures("base", PROMPTS, SAME, 1));
  }

  private static double[] moved(int component) {
    double[] shift = SAME.clone();
    shift[component] = 0.3;
    return shift;
  }

  private static <T> List<T> run(
      List<EffectBatch> captures, Function<ShiftJob.Streams, DataStream<T>> stream)
      throws Exception {
    return run(captures, List.of(rules("{\"name\": \"r\", \"base\": \"base\"}")), stream);
  }

  /**
   * @param control messages; the first, if it names rules, is what the job starts with
   */
  @SuppressWarnings("try") // close() says Exception; an interrupt may end the test
  private static <T> List<T> run(
      List<EffectBatch> captures,
      List<String> control,
      Function<ShiftJob.Streams, DataStream<T>> stream)
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
    // A failure is told, not tried again for ever.
    environment.configure(
        new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "disable"));
    DataStream<EffectBatch> effects =
        environment.fromData(captures, TypeInformation.of(EffectBatch.class));
    DataStream<RawRecord> messages =
        environment.fromData(
            control.stream().map(ShiftJobTest::record).toList(),
            TypeInformation.of(RawRecord.class));
    String atStart =
        control.get(0).contains("\"rules\"") ? control.get(0) : rules("{\"name\": \"r\"}");
    Comparisons comparisons =
        new Comparisons(atStart, Duration.ofDays(7), Duration.ofDays(90), Duration.ofSeconds(1));
    List<T> all = new ArrayList<>();
    try (CloseableIterator<T> rows =
        stream.apply(ShiftJob.topology(effects, messages, comparisons)).executeAndCollect()) {
      rows.forEachRemaining(all::add);
    }
    return all;
  }

  private static RawRecord record(String value) {
    return new RawRecord(Topics.CONTROL, 0, 0, Map.of(), value.getBytes(StandardCharsets.UTF_8));
  }
}
