package io.hydrascope.jobs.compensation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.analysis.PromptSums;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompensationJobTest {
  private static final Duration HORIZON = Duration.ofDays(90);
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final AblationUnit UNIT = TestingEffects.PLAN.get(0);
  private static final long FIRST_MICROS = 3_540_000_000L; // the last minute of an hour
  private static final long APART_MICROS = 20_000_000L;

  @Test
  void topology_anyInterleaving_equalsRecomputationFromAllRows() throws Exception {
    Map<String, MetricsRow> expected = recomputed(batches());
    for (int seed = 0; seed < 3; seed++) {
      List<EffectBatch> shuffled = new ArrayList<>(batches());
      Collections.shuffle(shuffled, new Random(seed));
      Map<String, MetricsRow> last = newest(run(shuffled));
      assertThat(last.keySet()).isEqualTo(expected.keySet());
      last.forEach((key, row) -> assertSame(row, expected.get(key)));
    }
  }

  @Test
  void topology_segments_areKeysOfTheirOwn() throws Exception {
    Map<String, MetricsRow> rows = newest(run(batches()));
    assertThat(rows.values().stream().map(row -> row.key().segment()).distinct())
        .containsExactlyInAnyOrder("all", "task=sums", "task=prose");
    assertThat(
            rows.values().stream()
                .filter(row -> row.key().segment().equals("all"))
                .filter(row -> row.key().window().equals("all")))
        .hasSize(TestingEffects.PLAN.size())
        .allSatisfy(row -> assertThat(row.prompts()).isEqualTo(20));
  }

  @Test
  void topology_windows_splitThePromptsByEventTime() throws Exception {
    Map<String, Long> prompts = new TreeMap<>();
    for (MetricsRow row : newest(run(batches())).values()) {
      if (row.key().segment().equals("all") && row.key().component().equals(UNIT)) {
        prompts.put(
            row.key().window() + " " + row.key().windowStartMicros() / 1_000_000, row.prompts());
      }
    }
    assertThat(prompts)
        .containsExactly(
            Map.entry("1d 0", 20L),
            Map.entry("1h 0", 3L),
            Map.entry("1h 3600", 17L),
            Map.entry("1m 3540", 3L),
            Map.entry("1m 3600", 3L),
            Map.entry("1m 3660", 3L),
            Map.entry("1m 3720", 3L),
            Map.entry("1m 3780", 3L),
            Map.entry("1m 3840", 3L),
            Map.entry("1m 3900", 2L),
            Map.entry("all 0", 20L));
  }

  @Test
  void topology_rowsOfOneKey_haveIncreasingTimes() throws Exception {
    Map<String, Long> times = new HashMap<>();
    for (MetricsRow row : run(batches())) {
      long before = times.getOrDefault(text(row.key()), 0L);
      assertThat(row.updatedAtMicros()).isGreaterThan(before);
      times.put(text(row.key()), row.updatedAtMicros());
    }
  }

  /** Twenty prompts of two tasks; every other one comes in two messages, by component. */
  private static List<EffectBatch> batches() {
    List<EffectBatch> batches = new ArrayList<>();
    for (int prompt = 0; prompt < 20; prompt++) {
      Map<String, String> segments = Map.of("task", prompt % 3 == 0 ? "sums" : "prose");
      List<AblationUnit> plan = TestingEffects.PLAN;
      long time = FIRST_MICROS + prompt * APART_MICROS;
      if (prompt % 2 == 0) {
        batches.add(TestingEffects.of("p" + prompt, segments, plan, time));
      } else {
        batches.add(TestingEffects.of("p" + prompt, segments, plan.subList(0, 1), time));
        batches.add(TestingEffects.of("p" + prompt, segments, plan.subList(1, 3), time));
      }
    }
    return batches;
  }

  private static Map<String, MetricsRow> recomputed(List<EffectBatch> batches) {
    Map<MetricsKey, ComponentAccount> accounts = new HashMap<>();
    for (EffectBatch batch : batches) {
      int positions = batch.count() / batch.ablated().size();
      for (int i = 0; i < batch.ablated().size(); i++) {
        PromptSums sums = PromptSums.of(batch, i * positions, (i + 1) * positions);
        for (String segment : List.of("all", "task=" + batch.capture().segments().get("task"))) {
          for (MetricsKey key : keys(batch, batch.ablated().get(i), segment)) {
            accounts.computeIfAbsent(key, any -> ComponentAccount.empty()).add(sums);
          }
        }
      }
    }
    Map<String, MetricsRow> rows = new HashMap<>();
    accounts.forEach((key, account) -> rows.put(text(key), account.toRow(key, 0)));
    return rows;
  }

  private static List<MetricsKey> keys(EffectBatch batch, AblationUnit component, String segment) {
    MetricsKey all =
        new MetricsKey(
            "demo",
            "base",
            component,
            "zero",
            "all_positions",
            "next",
            "",
            segment,
            "all",
            0,
            "all");
    long seconds = batch.capture().eventTimeMicros() / 1_000_000;
    return List.of(
        all,
        all.in("1m", seconds / 60 * 60 * 1_000_000),
        all.in("1h", seconds / 3_600 * 3_600 * 1_000_000),
        all.in("1d", 0));
  }

  private static String text(MetricsKey key) {
    return String.join(
        " ",
        key.component().text(),
        key.segment(),
        key.window(),
        Long.toString(key.windowStartMicros()));
  }

  private static void assertSame(MetricsRow row, @Nullable MetricsRow expected) {
    assertThat(row)
        .usingRecursiveComparison()
        .withEqualsForType(CompensationJobTest::isNear, Double.class)
        .ignoringFields("updatedAtMicros", "variances")
        .isEqualTo(expected);
    assertThat(row.variances())
        .containsExactly(Objects.requireNonNull(expected).variances(), within(1e-9));
  }

  private static boolean isNear(Double first, Double second) {
    return Math.abs(first - second) < 1e-9;
  }

  private static Map<String, MetricsRow> newest(List<MetricsRow> rows) {
    Map<String, MetricsRow> newest = new HashMap<>();
    rows.forEach(
        row ->
            newest.merge(
                text(row.key()),
                row,
                (first, second) ->
                    first.updatedAtMicros() > second.updatedAtMicros() ? first : second));
    return newest;
  }

  @SuppressWarnings("try") // close() says Exception; an interrupt may end the test
  private static List<MetricsRow> run(List<EffectBatch> batches) throws Exception {
    Configuration noRestart = new Configuration();
    noRestart.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, noRestart);
    JobEnvironment.configure(
        environment,
        new StreamsConfig(
            "unused:1",
            new ClickHouseEndpoint("http://unused:1", "default", "", "hydrascope"),
            2,
            Duration.ofMillis(100),
            Duration.ofDays(7),
            new AcceptedTimes(AcceptedTimes.DEFAULT_AHEAD, AcceptedTimes.DEFAULT_BEHIND)));
    DataStream<EffectBatch> effects =
        environment.fromData(batches, TypeInformation.of(EffectBatch.class));
    List<MetricsRow> rows = new ArrayList<>();
    try (CloseableIterator<MetricsRow> results =
        CompensationJob.topology(effects, HORIZON, LATENESS, keys -> ReplayedMetrics.none())
            .metrics()
            .executeAndCollect()) {
      results.forEachRemaining(rows::add);
    }
    return rows;
  }
}
