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
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.Verdict;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShiftJobTest {
  private static final int PROMPTS = 60;
  private static final double[] SAME = new double[TestingRevisions.PLAN.size()];
  private static final String RULE = "{\"name\": \"r\", \"base\": \"base\"}";

  /** Two segments by five measures. */
  private static final String WIDE_RULE =
      """
      {"name": "wide", "base": "base", "segments": ["all", "task=sums"], "measures":
        ["self_repair", "repair_residual", "direct_effect", "total_effect", "logprob_drop"]}
      """;

  /** Of one job that sees several candidates of one base: each comparison is its own. */
  private static Results results;

  private record Results(
      List<ShiftRow> shifts, List<AlertMessage> alerts, List<DeadLetter> refused) {
    List<ShiftRow> shifts(String candidate) {
      return shifts.stream()
          .filter(row -> row.rule().equals("r") && row.candidate().equals(candidate))
          .toList();
    }

    List<AlertMessage> alerts(String candidate) {
      return alerts.stream()
          .filter(alert -> alert.row().rule().equals("r"))
          .filter(alert -> alert.row().revision().equals(candidate))
          .toList();
    }
  }

  @BeforeAll
  static void runOnce() throws Exception {
    List<EffectBatch> tuned = TestingRevisions.captures("tuned", PROMPTS, moved(2), 4);
    List<EffectBatch> captures = base();
    captures.addAll(tuned);
    captures.addAll(TestingRevisions.captures("control", PROMPTS, SAME, 3));
    captures.addAll(TestingRevisions.captures("copy", PROMPTS, SAME, 1));
    TestingRevisions.captures("parts", PROMPTS, moved(2), 4)
        .forEach(whole -> captures.addAll(TestingRevisions.inTwoParts(whole)));
    TestingRevisions.captures("halves", PROMPTS, moved(2), 4)
        .forEach(whole -> captures.add(TestingRevisions.inTwoParts(whole).get(0)));
    Collections.shuffle(captures, new Random(5));
    List<EffectBatch> broken = TestingRevisions.captures("broken", PROMPTS, SAME, 4);
    broken.subList(0, PROMPTS / 2).forEach(half -> Arrays.fill(half.measures(), Double.NaN));
    captures.addAll(broken);
    results =
        run(
            TestingRevisions.segmented(captures),
            List.of(rules(RULE + ", " + WIDE_RULE), "{\"type\": \"rule\"}"));
  }

  @Test
  void topology_oneComponentMoved_alertsWithItsEvidence() throws Exception {
    List<AlertMessage> alerts = results.alerts("tuned");
    AlertRow alert = alerts.get(alerts.size() - 1).row();
    assertThat(alert.state()).isEqualTo(AlertState.ALERT);
    assertThat(alert.component()).isEqualTo("L1H2");
    assertThat(alert.baseRevision()).isEqualTo("base");
    assertThat(alert.effect()).isCloseTo(0.3, within(0.05));
    assertThat(alert.effectLow()).isGreaterThan(0.02);
    assertThat(alert.eValue()).isGreaterThan(8 / 0.05);
    JsonNode evidence = JsonMapper.builder().build().readTree(alert.evidence());
    assertThat(evidence.get("shifted").size()).isEqualTo(1);
    assertThat(evidence.get("top_prompts").size()).isEqualTo(5);
    assertThat(evidence.get("components").intValue()).isEqualTo(8);
    assertThat(evidence.get("reason").asText()).startsWith("of 8 tested: 1 shifted");
    assertThat(evidence.get("sql").asText())
        .contains("revision IN ('base', 'tuned')", "component IN ('L1H2')", "prompt_id IN ('p");
  }

  @Test
  void topology_oneComponentMoved_isInTheNewestRows() {
    List<ShiftRow> rows = results.shifts("tuned");
    assertNewestCountAll(rows);
    assertThat(rows)
        .filteredOn(row -> row.nPrompts() == PROMPTS)
        .allSatisfy(
            row ->
                assertThat(row.verdict() == Verdict.SHIFTED)
                    .isEqualTo(row.component().text().equals("L1H2")));
  }

  /** A row a component at the end of the input, whatever was written before. */
  private static void assertNewestCountAll(List<ShiftRow> rows) {
    assertThat(rows)
        .filteredOn(row -> row.nPrompts() == PROMPTS)
        .hasSize(TestingRevisions.PLAN.size());
    assertThat(rows)
        .extracting(row -> row.component() + " " + row.nPrompts())
        .doesNotHaveDuplicates();
  }

  @Test
  void topology_otherSeedOfTheSameRevision_neverAlerts() {
    assertNewestCountAll(results.shifts("control"));
    assertThat(results.alerts("control"))
        .noneMatch(alert -> alert.row().state() == AlertState.ALERT);
  }

  @Test
  void topology_identicalRevision_keepsEveryEValueAtOne() {
    assertNewestCountAll(results.shifts("copy"));
    assertThat(results.shifts("copy")).allSatisfy(row -> assertThat(row.eValue()).isEqualTo(1));
  }

  @Test
  void topology_promptInTwoMessages_waitsForBoth() {
    assertNewestCountAll(results.shifts("parts"));
    assertThat(results.shifts("halves")).isEmpty();
  }

  @Test
  void topology_halfOfThePromptsNotComparable_warnsWithItsReason() {
    List<AlertMessage> alerts = results.alerts("broken");
    assertThat(alerts).isNotEmpty();
    assertThat(alerts.get(0).row().state()).isEqualTo(AlertState.WARNING);
    assertThat(alerts.get(0).row().evidence())
        .contains("10 of 10 prompts cannot be compared: self_repair of L1H0 is not finite");
    assertThat(alerts.get(alerts.size() - 1).row().state()).isEqualTo(AlertState.WARNING);
  }

  @Test
  void topology_fiveMeasuresAndSegments_areTestedJointly() {
    List<ShiftRow> rows =
        results.shifts.stream()
            .filter(row -> row.rule().equals("wide") && row.candidate().equals("tuned"))
            .toList();
    int tested = 2 * 5 * TestingRevisions.PLAN.size();
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
  void topology_controlMessageThatSaysNothing_isRefusedAndRulesStay() {
    assertThat(results.refused).hasSize(1);
    assertThat(results.refused.get(0).reason()).isEqualTo("bad_control_message");
    assertThat(results.refused.get(0).detail()).contains("expected rules or acknowledge");
    assertThat(results.shifts("tuned")).isNotEmpty();
  }

  @Test
  void topology_previousRevisionAndAnotherModel_pairAsTheirRulesSay() throws Exception {
    List<EffectBatch> captures = base();
    captures.addAll(TestingRevisions.captures("second", PROMPTS, moved(2), 4));
    captures.addAll(TestingRevisions.captures("third", PROMPTS, moved(2), 5));
    String step = "{\"name\": \"step\", \"base\": \"previous\"}";
    String none = "{\"name\": \"none\", \"model\": \"another\"}";
    List<ShiftRow> rows = run(captures, List.of(rules(step + ", " + none))).shifts();
    assertThat(rows.stream().map(ShiftRow::rule).distinct()).containsExactly("step");
    assertThat(rows.stream().map(row -> row.base() + " " + row.candidate()).distinct())
        .containsExactlyInAnyOrder("base second", "second third");
    assertThat(rows)
        .filteredOn(row -> row.candidate().equals("third"))
        .noneMatch(row -> row.verdict() == Verdict.SHIFTED);
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
        .satisfies(lost -> assertThat(lost.difference().trouble()).contains("no row of L1H0"))
        .satisfies(lost -> assertThat(lost.difference().baseSums()).as("of the base").hasSize(16));
  }

  @Test
  void minus_valueNotFinite_isLost() {
    EffectBatch base = TestingRevisions.captures("base", 1, SAME, 1).get(0);
    EffectBatch candidate = TestingRevisions.captures("tuned", 1, SAME, 1).get(0);
    candidate.measures()[Measure.SELF_REPAIR.ordinal()] = Double.NaN;
    assertThat(collected(candidate).minus(collected(base)).outcome().difference().trouble())
        .isEqualTo("self_repair of L1H0 is not finite");
  }

  private static String rules(String rule) {
    return "{\"type\": \"rules\", \"rules\": [" + rule + "]}";
  }

  private static double[] selfRepair(PromptOutcome outcome) {
    double[] values = new double[TestingRevisions.PLAN.size()];
    for (int i = 0; i < values.length; i++) {
      int at = i * ShiftMeasure.MADE_OF.size();
      values[i] = outcome.difference().candidate()[at] - outcome.difference().base()[at];
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

  /**
   * @param control messages; the first names the rules that the job starts with
   */
  @SuppressWarnings("try") // close() says Exception; an interrupt may end the test
  private static Results run(List<EffectBatch> captures, List<String> control) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    JobEnvironment.configure(
        environment,
        new StreamsConfig(
            "unused:1",
            new ClickHouseEndpoint("http://unused:1", "default", "", "hydrascope"),
            // One after the other: what an e-process says depends on the order of its prompts.
            1,
            Duration.ofMillis(100),
            Duration.ofDays(7),
            new AcceptedTimes(AcceptedTimes.DEFAULT_AHEAD, AcceptedTimes.DEFAULT_BEHIND)));
    // A failure is told, not tried again for ever.
    environment.configure(
        new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "disable"));
    DataStream<EffectBatch> effects =
        environment.fromData(captures, TypeInformation.of(EffectBatch.class));
    DataStream<RawRecord> messages =
        environment.fromData(
            control.stream().map(ShiftJobTest::record).toList(),
            TypeInformation.of(RawRecord.class));
    Comparisons comparisons =
        new Comparisons(
            control.get(0), Duration.ofDays(7), Duration.ofDays(90), Duration.ofSeconds(1));
    ShiftJob.Streams streams = ShiftJob.topology(effects, messages, comparisons);
    try (CloseableIterator<ShiftRow> shifts = streams.shifts().collectAsync();
        CloseableIterator<AlertMessage> alerts = streams.alerts().collectAsync();
        CloseableIterator<DeadLetter> refused = streams.refused().collectAsync()) {
      environment.executeAsync("shifts");
      return new Results(all(shifts), all(alerts), all(refused));
    }
  }

  private static <T> List<T> all(Iterator<T> rows) {
    List<T> all = new ArrayList<>();
    rows.forEachRemaining(all::add);
    return all;
  }

  private static RawRecord record(String value) {
    return new RawRecord(Topics.CONTROL, 0, 0, Map.of(), value.getBytes(StandardCharsets.UTF_8));
  }
}
