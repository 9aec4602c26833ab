package io.hydrascope.jobs.compensation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.analysis.PromptSums;
import io.hydrascope.jobs.streams.held.HoldingOperator;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.storage.replay.ReplayedStates.StateRow;
import io.hydrascope.testkit.flink.TestingOperator;
import io.hydrascope.testkit.flink.TestingOperator.Snapshot;
import io.hydrascope.testkit.flink.TestingOperator.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class KeepRunningMetricsTest {
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final long MINUTE = 60_000;
  private static final AblationUnit UNIT = TestingEffects.PLAN.get(0);

  @Test
  void state_rescaledFromOneToFourToTwo_keepsEveryNumber() throws Exception {
    List<KeyedAccount> prompts = new ArrayList<>();
    for (int prompt = 0; prompt < 30; prompt++) {
      prompts.addAll(sums("p" + prompt, prompt * MINUTE / 3));
    }
    Map<String, MetricsRow> expected = newest(runThrough(prompts, 1));
    assertThat(expected).hasSizeGreaterThan(30);
    assertThat(newest(runThrough(prompts, 1, 4, 2)))
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes(".*updatedAtMicros")
        .isEqualTo(expected);
  }

  /** A part of the prompts at each parallelism, with a savepoint between. */
  private static List<MetricsRow> runThrough(List<KeyedAccount> prompts, int... parallelisms)
      throws Exception {
    List<MetricsRow> rows = new ArrayList<>();
    Snapshot snapshot = null;
    int each = prompts.size() / parallelisms.length;
    for (int run = 0; run < parallelisms.length; run++) {
      boolean isLast = run == parallelisms.length - 1;
      try (TestingOperator<KeyedAccount, MetricsRow> operator =
          snapshot == null ? start(parallelisms[run]) : start(parallelisms[run], snapshot)) {
        operator.processingTime(1_000_000L * (run + 1));
        int end = isLast ? prompts.size() : (run + 1) * each;
        for (KeyedAccount prompt : prompts.subList(run * each, end)) {
          operator.add(prompt);
        }
        snapshot = operator.snapshot();
        if (isLast) {
          operator.watermark(Long.MAX_VALUE);
        }
        rows.addAll(operator.output());
      }
    }
    return rows;
  }

  /** Flink leaves null what the state that it reads does not have. */
  @Test
  @SuppressWarnings("NullAway") // as Flink does
  void state_ofAnotherVersion_isRefusedAndSaysWhatToDo() {
    RunningMetrics now = RunningMetrics.start(key("all", 0));
    assertThatThrownBy(
            () -> new RunningMetrics(now.key(), now.moments(), 0, false, null, null, null, null, 0))
        .hasMessageContaining("lacks lines, synergy, halves or drops")
        .hasMessageContaining("start the job without its savepoint");
  }

  @Test
  void replay_newGeneration_isCountedOnFromOnce() throws Exception {
    Snapshot before;
    try (TestingOperator<KeyedAccount, MetricsRow> operator = start(1)) {
      for (int prompt = 0; prompt < 5; prompt++) {
        sums("p" + prompt, 0).forEach(add(operator));
      }
      before = operator.snapshot();
    }
    ReplayedMetrics replayed = replayed(7, 3 * MINUTE);
    Snapshot after;
    try (TestingOperator<KeyedAccount, MetricsRow> operator = start(2, before, replayed)) {
      sums("p7", 0).forEach(add(operator));
      operator.processingTime(20_000);
      Map<String, MetricsRow> rows = newest(operator.output());
      assertThat(prompts(rows, "all")).isEqualTo(8);
      assertThat(prompts(rows, "1h")).isEqualTo(8);
      after = operator.snapshot();
    }
    try (TestingOperator<KeyedAccount, MetricsRow> operator = start(1, after, replayed)) {
      sums("p8", 0).forEach(add(operator));
      operator.processingTime(40_000);
      assertThat(prompts(newest(operator.output()), "all")).isEqualTo(9);
    }
  }

  /** What a recount of so many prompts finds. */
  private static ReplayedMetrics replayed(int prompts, long apartMillis) {
    MetricsRecount recount = new MetricsRecount();
    for (int prompt = 0; prompt < prompts; prompt++) {
      recount.add(
          TestingEffects.of(
              "p" + prompt, Map.of(), TestingEffects.PLAN, prompt * apartMillis * 1_000));
    }
    List<StateRow> states = new ArrayList<>(recount.all(5_000_000).states());
    states.addAll(recount.takeWindowsUntil(Long.MAX_VALUE, 0, 5_000_000).states());
    Map<String, Map<String, String>> byKey = new HashMap<>();
    for (StateRow row : states) {
      byKey.computeIfAbsent(row.key(), key -> new HashMap<>()).put(row.window(), row.state());
    }
    return new ReplayedMetrics(1, 5_000, byKey);
  }

  @Test
  void window_latePrompt_countsWithinTheHorizonOnly() throws Exception {
    try (TestingOperator<KeyedAccount, MetricsRow> operator = start(1)) {
      operator.processingTime(0);
      sums("p0", 0).forEach(add(operator));
      long closes = MINUTE + LATENESS.toMillis() - 1;
      operator.watermark(closes - 1);
      sums("late", 30_000).forEach(add(operator));
      operator.watermark(closes);
      sums("too late", 30_000).forEach(add(operator));
      operator.watermark(Long.MAX_VALUE);
      Map<String, MetricsRow> rows = newest(operator.output());
      assertThat(prompts(rows, "1m")).isEqualTo(2);
      assertThat(prompts(rows, "1h")).isEqualTo(3);
      assertThat(prompts(rows, "1d")).isEqualTo(3);
      assertThat(prompts(rows, "all")).isEqualTo(3);
    }
  }

  /** Its row would be replaced by one of fewer prompts. */
  @Test
  void window_closedBeforeARescale_isNotBegunAgain() throws Exception {
    Snapshot before;
    try (TestingOperator<KeyedAccount, MetricsRow> operator = start(1)) {
      sums("p0", 0).forEach(add(operator));
      operator.watermark(MINUTE + LATENESS.toMillis() - 1);
      sums("p1", 2 * MINUTE).forEach(add(operator));
      before = operator.snapshot();
    }
    try (TestingOperator<KeyedAccount, MetricsRow> operator = start(4, before)) {
      sums("late", 30_000).forEach(add(operator));
      sums("in time", 2 * MINUTE).forEach(add(operator));
      operator.watermark(Long.MAX_VALUE);
      Map<String, MetricsRow> rows = newest(operator.output());
      assertThat(rows).doesNotContainKey(text(key("1m", 0)));
      assertThat(rows)
          .hasEntrySatisfying(
              text(key("1m", 2 * MINUTE * 1_000)), row -> assertThat(row.prompts()).isEqualTo(2));
      assertThat(prompts(rows, "1h")).isEqualTo(4);
      assertThat(prompts(rows, "all")).isEqualTo(4);
    }
  }

  @Test
  void window_stateAfterItsEnd_isGone() throws Exception {
    try (TestingOperator<KeyedAccount, MetricsRow> operator = start(1)) {
      sums("p0", 0).forEach(add(operator));
      int keys = TestingEffects.PLAN.size();
      Snapshot unused = operator.snapshot(); // until then they lie on the heap
      assertThat(operator.stateEntries()).isEqualTo(2 * keys);
      operator.watermark(Duration.ofDays(1).plus(LATENESS).toMillis() - 1);
      Snapshot unusedToo = operator.snapshot();
      assertThat(operator.stateEntries()).isEqualTo(keys);
    }
  }

  @Test
  void rows_ofHoursAndDays_comeAtMostEveryTenSeconds() throws Exception {
    try (TestingOperator<KeyedAccount, MetricsRow> operator = start(1)) {
      operator.processingTime(100_000);
      for (int second = 1; second <= 20; second++) {
        sums("p" + second, 0).forEach(add(operator));
        operator.processingTime(100_000 + second * 1_000L);
      }
      List<String> windows =
          operator.output().stream()
              .filter(row -> row.key().component().equals(UNIT))
              .map(row -> row.key().window())
              .toList();
      assertThat(windows.stream().filter("all"::equals)).hasSize(20);
      assertThat(windows.stream().filter("1m"::equals)).hasSize(20);
      assertThat(windows.stream().filter("1h"::equals)).hasSizeBetween(2, 3);
      operator.watermark(Long.MAX_VALUE);
      assertThat(prompts(newest(operator.output()), "1h")).isEqualTo(20);
    }
  }

  private static long prompts(Map<String, MetricsRow> rows, String window) {
    return Objects.requireNonNull(rows.get(text(key(window, 0)))).prompts();
  }

  private static Consumer<KeyedAccount> add(TestingOperator<KeyedAccount, MetricsRow> operator) {
    return prompt -> {
      try {
        operator.add(prompt);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static TestingOperator<KeyedAccount, MetricsRow> start(int parallelism) throws Exception {
    return TestingOperator.start(subject(ReplayedMetrics.none()), parallelism);
  }

  private static TestingOperator<KeyedAccount, MetricsRow> start(int parallelism, Snapshot snapshot)
      throws Exception {
    return TestingOperator.start(subject(ReplayedMetrics.none()), parallelism, snapshot);
  }

  private static TestingOperator<KeyedAccount, MetricsRow> start(
      int parallelism, Snapshot snapshot, ReplayedMetrics replayed) throws Exception {
    return TestingOperator.start(subject(replayed), parallelism, snapshot);
  }

  private static Subject<String, KeyedAccount, MetricsRow> subject(ReplayedMetrics replayed) {
    return Subject.ofOperator(
        () ->
            HoldingOperator.of(
                new KeepRunningMetrics(Duration.ofDays(90), LATENESS, keys -> replayed)),
        KeyedAccount::keyText);
  }

  /** Of all components, without segments. */
  private static List<KeyedAccount> sums(String prompt, long eventTimeMillis) {
    CaptureSums capture = capture(prompt, eventTimeMillis);
    long minuteMicros = Math.floorDiv(eventTimeMillis, MINUTE) * MINUTE * 1_000;
    return capture.units().stream()
        .map(unit -> account(capture.key(unit.unit(), "all"), unit.sums(), minuteMicros))
        .toList();
  }

  private static KeyedAccount account(MetricsKey key, PromptSums sums, long minuteMicros) {
    ComponentAccount account = ComponentAccount.empty();
    account.add(sums);
    return new KeyedAccount(KeyedPromptSums.text(key), key, minuteMicros, account.state());
  }

  private static CaptureSums capture(String prompt, long eventTimeMillis) {
    return new SumPrompts()
        .map(TestingEffects.of(prompt, Map.of(), TestingEffects.PLAN, eventTimeMillis * 1_000));
  }

  private static MetricsKey key(String window, long start) {
    return capture("p", 0).key(UNIT, "all").in(window, start);
  }

  private static String text(MetricsKey key) {
    return String.join(
        " ",
        key.component().text(),
        key.segment(),
        key.window(),
        Long.toString(key.windowStartMicros()));
  }

  private static Map<String, MetricsRow> newest(List<MetricsRow> rows) {
    Map<String, MetricsRow> newest = new HashMap<>();
    for (MetricsRow row : rows) {
      MetricsRow before = newest.get(text(row.key()));
      if (before == null || before.updatedAtMicros() < row.updatedAtMicros()) {
        newest.put(text(row.key()), row);
      }
    }
    return newest;
  }
}
