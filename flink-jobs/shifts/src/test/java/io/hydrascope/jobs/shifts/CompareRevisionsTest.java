package io.hydrascope.jobs.shifts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator alone: its clock stands still until it is set. */
class CompareRevisionsTest {
  private static final double[] SAME = new double[TestingRevisions.PLAN.size()];
  private static final double[] ALL_MOVED = new double[TestingRevisions.PLAN.size()];
  private static final String RULE =
      """
      {"type": "rules", "rules": [{"name": "r", "for": "%s", "paused": %s, "notify": ["on-call"],
        "no_data": {"after": "60s"}}]}
      """;

  static {
    Arrays.fill(ALL_MOVED, 0.5);
  }

  private KeyedBroadcastOperatorTestHarness<String, PromptUnit, String, ShiftRow> operator;
  private long nowMillis = 1_000_000;

  @BeforeEach
  void open() throws Exception {
    operator = TestingComparisons.start(RULE.formatted("0s", false));
    operator.open();
    operator.setProcessingTime(nowMillis);
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void look_candidateFallsSilent_isNoDataUntilItAnswersAgain() throws Exception {
    answer("base", 0, 0, 40);
    answer("tuned", 1, 0, 15);
    compare(0, 15, SAME);
    pass(Duration.ofSeconds(200));
    assertThat(states()).containsExactly(AlertState.NO_DATA);
    assertThat(alerts().get(0).row().evidence())
        .contains("the candidate is silent after 15 prompts; the base answered 40");
    answer("tuned", 1, 15, 40);
    compare(15, 40, SAME);
    assertThat(states()).containsExactly(AlertState.NO_DATA, AlertState.UNKNOWN);
  }

  @Test
  void look_candidateFinished_isNoSilence() throws Exception {
    answer("base", 0, 0, 40);
    answer("tuned", 1, 0, 40);
    compare(0, 40, SAME);
    pass(Duration.ofDays(1));
    assertThat(states()).doesNotContain(AlertState.NO_DATA, AlertState.WARNING);
  }

  @Test
  void look_candidateAnswersEverySecondPromptOnly_warns() throws Exception {
    for (int prompt = 0; prompt < 80; prompt++) {
      answer("base", 0, prompt, prompt + 1);
      if (prompt % 2 == 0) {
        answer("tuned", 1, prompt, prompt + 1);
        compare(prompt, prompt + 1, SAME);
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(states()).containsExactly(AlertState.WARNING);
    assertThat(alerts().get(0).row().evidence()).contains("prompts while the base answered");
  }

  @Test
  void look_otherPromptsThanTheBase_isNoData() throws Exception {
    answer("base", 0, 0, 40);
    answer("tuned", 1, 100, 140);
    pass(Duration.ofSeconds(200));
    assertThat(alerts().get(0).row().evidence())
        .contains("base and candidate answered different prompts: 0 of 40 are the same");
  }

  @Test
  void look_noBaseUnderThePlan_isNoDataUntilItAnswers() throws Exception {
    answer("tuned", 1, 0, 30);
    assertThat(states()).isEmpty();
    pass(Duration.ofSeconds(200));
    assertThat(states()).containsExactly(AlertState.NO_DATA);
    AlertMessage alert = alerts().get(0);
    assertThat(alert.row().baseRevision()).isEqualTo("first");
    assertThat(alert.row().evidence())
        .contains("no base answered under the candidate's plan", "the candidate answered 30");
    for (int prompt = 0; prompt < 30; prompt++) {
      answer("base", 0, prompt, prompt + 1);
      compare(prompt, prompt + 1, SAME);
    }
    assertThat(states()).containsExactly(AlertState.NO_DATA, AlertState.UNKNOWN);
    assertThat(alerts().get(1).row().alertId()).isEqualTo(alert.row().alertId());
  }

  @Test
  void look_comparedBeforeItsFirstAnswerIsCounted_isNoNoData() throws Exception {
    answer("base", 0, 0, 100);
    pass(Duration.ofSeconds(200));
    compare(0, 1, SAME);
    answer("tuned", 1, 0, 1);
    assertThat(states()).isEmpty();
    pass(Duration.ofSeconds(59));
    assertThat(states()).isEmpty();
    pass(Duration.ofSeconds(40));
    assertThat(states()).as("silent for a minute").containsExactly(AlertState.NO_DATA);
  }

  @Test
  void look_baseFallsSilent_isNoDataUntilItAnswersAgain() throws Exception {
    answer("base", 0, 0, 20);
    answer("tuned", 1, 0, 20);
    compare(0, 20, SAME);
    for (int prompt = 20; prompt < 160; prompt++) {
      answer("tuned", 1, prompt, prompt + 1);
      pass(Duration.ofSeconds(1));
    }
    assertThat(states()).containsExactly(AlertState.NO_DATA);
    assertThat(alerts().get(0).row().evidence())
        .contains("the base answered nothing after 20 prompts; the candidate answered");
    for (int prompt = 160; prompt < 300; prompt++) {
      answer("base", 0, prompt, prompt + 1);
      answer("tuned", 1, prompt, prompt + 1);
      compare(prompt, prompt + 1, SAME);
      pass(Duration.ofSeconds(1));
    }
    assertThat(states()).startsWith(AlertState.NO_DATA, AlertState.WARNING, AlertState.UNKNOWN);
  }

  @Test
  void rows_manyPrompts_areWrittenOnceAMinuteAndTheNewestIsRight() throws Exception {
    answer("base", 0, 0, 1);
    answer("tuned", 1, 0, 1);
    Duration hours = Duration.ofHours(5);
    int prompt = 0;
    for (long second = 0; second < hours.toSeconds(); second += 5) {
      compare(prompt, prompt + 1, SAME);
      prompt++;
      pass(Duration.ofSeconds(5));
    }
    int components = TestingRevisions.PLAN.size();
    List<ShiftRow> rows = operator.extractOutputValues();
    assertThat(rows).hasSizeBetween(4 * 60 * components, (5 * 60 + 305) * components);
    assertThat(nPrompts()).isEqualTo(prompt);
    int written = operator.extractOutputValues().size();
    pass(Duration.ofDays(1));
    assertThat(operator.extractOutputValues()).as("nothing new, no row").hasSize(written);
  }

  @Test
  void rows_changedVerdict_isWrittenAtOnce() throws Exception {
    answer("base", 0, 0, 60);
    answer("tuned", 1, 0, 60);
    for (int prompt = 0; prompt < 60; prompt++) {
      compare(prompt, prompt + 1, ALL_MOVED);
      pass(Duration.ofSeconds(2));
    }
    List<AlertMessage> alerts = alerts();
    assertThat(alerts.get(0).row().state()).isEqualTo(AlertState.ALERT);
    assertThat(operator.extractOutputValues())
        .filteredOn(row -> row.verdict() == Verdict.SHIFTED)
        .first()
        .satisfies(row -> assertThat(row.nPrompts()).isEqualTo(alerts.get(0).row().nPrompts()));
  }

  @Test
  void look_firstRevisionOfAll_asksForNoBase() throws Exception {
    answer("base", 0, 0, 30);
    pass(Duration.ofSeconds(200));
    assertThat(states()).isEmpty();
  }

  @Test
  void look_shiftHoldsForItsTime_becomesAnAlertWithoutAnotherPrompt() throws Exception {
    operator.processBroadcastElement(new StreamRecord<>(RULE.formatted("30s", false)));
    shift();
    assertThat(states()).containsExactly(AlertState.WARNING);
    pass(Duration.ofSeconds(31));
    assertThat(states()).containsExactly(AlertState.WARNING, AlertState.ALERT);
    AlertMessage alert = alerts().get(1);
    assertThat(alert.routes()).containsExactly("on-call");
    assertThat(alert.tell()).isTrue();
    assertThat(alert.firing()).isTrue();
  }

  @Test
  void acknowledge_openAlert_isARowAndHoldsOverARestart() throws Exception {
    shift();
    String id = alerts().get(0).row().alertId();
    acknowledge("another");
    assertThat(alerts()).hasSize(1);
    acknowledge(id);
    assertThat(alerts()).hasSize(2);
    assertThat(alerts().get(1).row().evidence()).contains("\"acknowledged_by\":\"ann\"");
    OperatorSubtaskState state = operator.snapshot(1, nowMillis);
    operator.close();
    operator = TestingComparisons.start(RULE.formatted("0s", false));
    operator.initializeState(state);
    operator.open();
    operator.setProcessingTime(nowMillis);
    acknowledge(id);
    assertThat(alerts()).as("already acknowledged").isEmpty();
    operator.processBroadcastElement(new StreamRecord<>("{\"type\": \"rules\", \"rules\": []}"));
    assertThat(states()).containsExactly(AlertState.UNKNOWN);
    assertThat(alerts().get(0).row().previousState()).isEqualTo(AlertState.ALERT);
    assertThat(alerts().get(0).row().alertId()).isEqualTo(id);
  }

  @Test
  void rules_paused_tellsTheEndAndGoesOnComparing() throws Exception {
    shift();
    operator.processBroadcastElement(new StreamRecord<>(RULE.formatted("0s", true)));
    assertThat(states()).containsExactly(AlertState.ALERT, AlertState.PAUSED);
    assertThat(alerts().get(1).tell()).isTrue();
    assertThat(alerts().get(1).firing()).isFalse();
    operator.processBroadcastElement(new StreamRecord<>(RULE.formatted("0s", false)));
    assertThat(states()).endsWith(AlertState.ALERT);
  }

  @Test
  void rules_otherDelta_beginAnew() throws Exception {
    shift();
    operator.processBroadcastElement(
        new StreamRecord<>(
            """
            {"type": "rules", "rules": [{"name": "r", "delta": 0.1}]}
            """));
    assertThat(states()).containsExactly(AlertState.ALERT, AlertState.UNKNOWN);
    compare(60, 61, ALL_MOVED);
    assertThat(nPrompts()).isEqualTo(1);
  }

  @Test
  void window_unitOfAnEarlierOne_isLeftOut() throws Exception {
    operator.processBroadcastElement(
        new StreamRecord<>(
            """
            {"type": "rules", "rules": [{"name": "r", "window": "1d"}]}
            """));
    pass(Duration.ofDays(5));
    answer("base", 0, 0, 20);
    answer("tuned", 1, 0, 20);
    compareAt(Duration.ofDays(3), 0, 5);
    compareAt(Duration.ofDays(2), 5, 10);
    assertThat(nPrompts()).as("a clock that went back").isEqualTo(5);
    compareAt(Duration.ofDays(3), 10, 12);
    assertThat(nPrompts()).isEqualTo(7);
    compareAt(Duration.ofDays(4), 12, 13);
    assertThat(nPrompts()).as("a new window begins anew").isEqualTo(1);
  }

  @Test
  void comparison_heldBetweenCheckpoints_goesOnAfterARestore() throws Exception {
    answer("base", 0, 0, 40);
    answer("tuned", 1, 0, 40);
    compare(0, 15, SAME);
    OperatorSubtaskState checkpoint = operator.snapshot(1, nowMillis);
    compare(15, 30, SAME); // after it: these come again
    operator.close();
    operator = TestingComparisons.start(RULE.formatted("0s", false));
    operator.initializeState(checkpoint);
    operator.open();
    operator.setProcessingTime(nowMillis);
    compare(15, 40, SAME);
    assertThat(nPrompts()).isEqualTo(40);
  }

  @Test
  void window_clockAhead_endsNoWindowOfOthers() throws Exception {
    operator.processBroadcastElement(
        new StreamRecord<>(
            """
            {"type": "rules", "rules": [{"name": "r", "window": "1h"}]}
            """));
    Duration now = Duration.ofHours(100).minusMinutes(7);
    pass(now.minusMillis(nowMillis));
    answer("base", 0, 0, 30);
    answer("tuned", 1, 0, 30);
    compareAt(now, 0, 5);
    compareAt(now.plusMinutes(9), 5, 6);
    compareAt(now, 6, 10);
    assertThat(nPrompts()).as("all are of the present hour").isEqualTo(10);
    pass(Duration.ofMinutes(7));
    compareAt(now.plusMinutes(9), 10, 12);
    assertThat(nPrompts()).as("the next hour has begun").isEqualTo(2);
  }

  /** Of the newest row. */
  private long nPrompts() throws Exception {
    pass(Duration.ofMinutes(1));
    List<ShiftRow> rows = operator.extractOutputValues();
    return rows.get(rows.size() - 1).nPrompts();
  }

  private void compareAt(Duration eventTime, int from, int to) throws Exception {
    for (PromptOutcome outcome : outcomes(from, to, SAME)) {
      PromptPart.PartPrompt prompt = outcome.prompt();
      add(
          new PromptOutcome(
              outcome.kind(),
              outcome.pair(),
              new PromptPart.PartPrompt(
                  prompt.promptId(),
                  prompt.group(),
                  prompt.segments(),
                  eventTime.toMillis() * 1_000),
              outcome.difference()));
    }
  }

  private void shift() throws Exception {
    answer("base", 0, 0, 60);
    answer("tuned", 1, 0, 60);
    compare(0, 60, ALL_MOVED);
    assertThat(states()).isNotEmpty();
  }

  private void acknowledge(String id) throws Exception {
    String json = new ControlMessage.Acknowledge(id, "ann", "seen", nowMillis).json();
    operator.processBroadcastElement(new StreamRecord<>(json));
  }

  private void answer(String revision, int order, int from, int to) throws Exception {
    for (PromptPart part : parts(revision, order, from, to, SAME, 1)) {
      add(PromptOutcome.answered(part));
    }
  }

  private void compare(int from, int to, double[] shift) throws Exception {
    for (PromptOutcome outcome : outcomes(from, to, shift)) {
      add(outcome);
    }
  }

  private static List<PromptOutcome> outcomes(int from, int to, double[] shift) {
    List<PromptPart> base = parts("base", 0, from, to, SAME, 1);
    List<PromptPart> tuned = parts("tuned", 1, from, to, shift, 2);
    List<PromptOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < base.size(); i++) {
      outcomes.add(
          new CollectedPrompt(List.of(tuned.get(i)))
              .minus(new CollectedPrompt(List.of(base.get(i))))
              .outcome());
    }
    return outcomes;
  }

  private static List<PromptPart> parts(
      String revision, int order, int from, int to, double[] shift, long seed) {
    List<PromptPart> parts = new ArrayList<>();
    List<EffectBatch> captures = TestingRevisions.captures(revision, to, shift, seed);
    captures.subList(from, to).forEach(each -> parts.add(PromptPart.of(each).with(order)));
    return parts;
  }

  private void add(PromptOutcome outcome) throws Exception {
    operator.processElement(new StreamRecord<>(new PromptUnit(List.of(outcome))));
  }

  private void pass(Duration time) throws Exception {
    nowMillis += time.toMillis();
    operator.setProcessingTime(nowMillis);
  }

  private List<AlertState> states() {
    return alerts().stream().map(alert -> alert.row().state()).toList();
  }

  private List<AlertMessage> alerts() {
    var side = operator.getSideOutput(CompareRevisions.ALERTS);
    return side == null
        ? List.of()
        : side.stream().map(record -> Objects.requireNonNull(record.getValue())).toList();
  }
}
