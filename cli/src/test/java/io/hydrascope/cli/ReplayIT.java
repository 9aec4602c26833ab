package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.platform.FlinkReports;
import io.hydrascope.platform.JobPause;
import io.hydrascope.platform.LocalPlatform;
import io.hydrascope.platform.PlatformDirectory;
import io.hydrascope.platform.PlatformJobs;
import io.hydrascope.platform.TestingJobReports;
import io.hydrascope.platform.TestingStoredMetrics;
import io.hydrascope.platform.TestingStoredRows;
import io.hydrascope.schemas.Topics;
import io.hydrascope.storage.ClickHouseSession;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingProcess;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong rows are stored; a replay puts right what it is asked for, beside a job that goes on. */
final class ReplayIT {
  private static final Path JOB_JAR =
      Path.of(System.getProperty("hydrascope.home"))
          .resolve("flink-jobs/bundle/target/hydrascope-jobs.jar");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String MIDNIGHT = TestingCaptures.FIRST_EVENT.toString();
  private static final String NEXT_DAY =
      TestingCaptures.FIRST_EVENT.plus(1, ChronoUnit.DAYS).toString();
  private static final int PROMPTS = 60;
  private static final int FIRST = 20;
  private static final int END = 40;
  private static final String ROWS =
      """
      SELECT * EXCEPT inserted_at FROM effects WHERE %s
      ORDER BY capture_id, component, position
      """;
  private static final String IN_RANGE =
      "toUInt32(substring(prompt_id, 2)) BETWEEN %d AND %d".formatted(FIRST, END - 1);
  private static final String METRICS =
      "SELECT * EXCEPT updated_at FROM latest_metrics WHERE kept = 'all' ORDER BY revision, component, segment, window, window_start";

  @TempDir Path data;
  private int sent;

  @Test
  void replay_wrongRowsAndKills_equalsAFreshComputationAndGoesOn() throws Exception {
    try (LocalPlatform platform =
        LocalPlatform.start(data, JOB_JAR, TestingCaptures.BASE, Progress.silent())) {
      TestingStoredRows stored = new TestingStoredRows(platform.owner());
      send(platform, PROMPTS);
      awaitMetrics(stored);
      sendUntilSomeAreLate(platform, stored);
      awaitLate(platform, stored);
      List<String> right = stored.lines(ROWS.formatted("1"));
      List<String> rightInRange = stored.lines(ROWS.formatted(IN_RANGE));
      spoil(platform);
      assertThat(TestingStoredMetrics.wrong(stored, "'all'")).isNotEmpty();
      List<String> spoilt = stored.lines(ROWS.formatted("1"));
      List<String> metrics = stored.lines(METRICS);

      kill("of the topic");
      assertThat(stored.lines(ROWS.formatted("1"))).isEqualTo(spoilt);
      assertThat(stored.lines(METRICS)).isEqualTo(metrics);
      kill("the compensation job stops");
      // Effects that do not fit metrics and states are what a kill in the midst of the switch
      // leaves, too.
      assertThat(stored.lines(ROWS.formatted("1"))).isEqualTo(spoilt);

      JsonNode part = replay(time(FIRST), time(END));
      assertThat(part.get("captures").asInt()).isEqualTo(2 * (END - FIRST));
      assertThat(part.get("effectsFrom").asText()).isEqualTo(time(FIRST));
      assertThat(stored.lines(ROWS.formatted(IN_RANGE))).isEqualTo(rightInRange);
      assertThat(stored.lines(ROWS.formatted("NOT " + IN_RANGE)))
          .isSubsetOf(spoilt)
          .hasSize(right.size() - rightInRange.size());
      TestingStoredMetrics.assertAreOfTheRows(stored, TestingStoredMetrics.ALL_WINDOWS);

      send(platform, 20);
      awaitMetrics(stored);
      TestingStoredMetrics.assertAreOfTheRows(stored, "'all'");

      replay(MIDNIGHT, NEXT_DAY);
      TestingStoredMetrics.assertAreOfTheRows(stored, TestingStoredMetrics.ALL_WINDOWS);
      List<String> whole = stored.lines(ROWS.formatted("1"));
      assertThat(whole).containsAll(right).hasSize(sent * 2 * 24);
      List<String> wholeMetrics = stored.lines(METRICS);

      forgetCaptures(platform);
      JsonNode metricsOnly = replay(MIDNIGHT, NEXT_DAY);
      assertThat(metricsOnly.get("effectsFrom").isNull()).isTrue();
      assertThat(stored.lines(ROWS.formatted("1"))).isEqualTo(whole);
      assertThat(stored.lines(METRICS)).isEqualTo(wholeMetrics);

      send(platform, 10);
      awaitMetrics(stored);
      TestingStoredMetrics.assertAreOfTheRows(stored, "'all'");
      assertTheJobWaitsForASwitch(platform);
      assertThat(new TestingJobReports(platform.servers().flink().access()).failures())
          .allSatisfy(trace -> assertThat(trace).doesNotContain("io.hydrascope"));
    }
  }

  /** As when a process that switches is told to end: its hook resumes the job. */
  private void assertTheJobWaitsForASwitch(LocalPlatform platform) throws Exception {
    JobPause pause =
        new JobPause(
            platform.servers().flink().access(),
            JOB_JAR,
            PlatformJobs.told(platform.kafkaBootstrapServers(), platform.owner(), 2),
            Optional.of(new PlatformDirectory(data)));
    FlinkReports flink = new FlinkReports(platform.servers().flink().access());
    AtomicBoolean wasStopped = new AtomicBoolean();
    CompletableFuture<Void> resumed = new CompletableFuture<>();
    Thread end =
        new Thread(
            () -> {
              try {
                pause.resume();
                resumed.complete(null);
              } catch (Exception e) {
                resumed.completeExceptionally(e);
              }
            });
    pause.stop();
    pause.whileStopped(
        () -> {
          end.start();
          Await.until(
              LIMIT, () -> end.getState() == Thread.State.BLOCKED, () -> "state " + end.getState());
          wasStopped.set(
              flink.jobs().stream()
                  .filter(FlinkReports.JobState::isLive)
                  .noneMatch(job -> job.name().endsWith("compensation")));
        });
    resumed.get(LIMIT.toMinutes(), TimeUnit.MINUTES);
    assertThat(wasStopped).isTrue();
    assertThatThrownBy(() -> pause.whileStopped(() -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("compensation");
    pause.close();
    send(platform, 10);
    awaitMetrics(new TestingStoredRows(platform.owner()));
  }

  /** As if by other definitions: each row is wrong and one is not there. */
  private static void spoil(LocalPlatform platform) throws SQLException {
    try (Connection connection = ClickHouseSession.open(platform.owner());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ALTER TABLE effects UPDATE self_repair = self_repair + position, direct_effect = 2 * direct_effect"
              + " WHERE 1 SETTINGS mutations_sync = 2");
      statement.execute(
          "ALTER TABLE effects DELETE WHERE prompt_id = 'p30' AND component = 'L0H0' AND position = 1"
              + " SETTINGS mutations_sync = 2");
    }
  }

  private void kill(String at) {
    Path output = data.resolveSibling(data.getFileName() + "-replay.txt");
    try (TestingProcess replay =
        TestingProcess.start(output, Hydrascope.class, command(time(FIRST), time(END)))) {
      replay.awaitOutput(at, LIMIT);
      replay.killHard();
    }
  }

  private JsonNode replay(String from, String to) throws IOException {
    TestingCommand run = TestingCommand.run(command(from, to));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  private String[] command(String from, String to) {
    return new String[] {"replay", "--from", from, "--to", to, "--data", data.toString(), "--json"};
  }

  private void send(LocalPlatform platform, int prompts) {
    try (CapturePublisher publisher =
        new CapturePublisher(PublisherOptions.of(platform.kafkaBootstrapServers()))) {
      for (String revision : TestingCaptures.REVISIONS) {
        for (int from = sent; from < sent + prompts; from += 10) {
          List<Integer> batch = IntStream.range(from, from + 10).boxed().toList();
          publisher.publish(TestingCaptures.batch(revision, batch, TestingCaptures.ABLATED));
        }
      }
    }
    sent += prompts;
  }

  /** When the prompt of that number was run, in made-up captures. */
  private static String time(int prompt) {
    return Instant.parse(MIDNIGHT).plus(prompt, ChronoUnit.MICROS).toString();
  }

  /** Two revisions, eight components, and each prompt in all and in its task. */
  private void awaitMetrics(TestingStoredRows stored) {
    long expected = 2L * 8 * 2 * sent;
    Await.until(
        LIMIT,
        () ->
            stored.number(
                    "SELECT sum(prompts) FROM latest_metrics WHERE kept = 'all' AND window = 'all'")
                == expected,
        () -> "%d prompts in the metrics".formatted(expected));
  }

  /**
   * The prompts were run long before they are sent: the windows of the first are closed by their
   * sending time. What a minute has not counted, {@code top} shows as late.
   */
  private static void awaitLate(LocalPlatform platform, TestingStoredRows stored) {
    FlinkReports flink = new FlinkReports(platform.servers().flink().access());
    String counted = "SELECT sum(prompts) FROM latest_metrics WHERE kept = 'all' AND window = '%s'";
    long all = stored.number(counted.formatted("all"));
    Await.until(
        LIMIT,
        () -> {
          long late = late(flink);
          return late > 0 && stored.number(counted.formatted("1m")) + late == all;
        },
        () -> "%,d late of %,d".formatted(late(flink), all));
  }

  /** A fast job may take all of the first before its first watermark. */
  private void sendUntilSomeAreLate(LocalPlatform platform, TestingStoredRows stored) {
    FlinkReports flink = new FlinkReports(platform.servers().flink().access());
    Instant end = Instant.now().plus(LIMIT);
    while (late(flink) == 0) {
      assertThat(Instant.now()).as("prompts are late").isBefore(end);
      send(platform, 10);
      awaitMetrics(stored);
    }
  }

  private static long late(FlinkReports flink) {
    try {
      return flink.latePrompts().getOrDefault("1m", 0L);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the topic's retention does. */
  private static void forgetCaptures(LocalPlatform platform) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", platform.kafkaBootstrapServers()))) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      for (int partition = 0; partition < 2; partition++) {
        TopicPartition of = new TopicPartition(Topics.CAPTURES, partition);
        long end =
            admin.listOffsets(Map.of(of, OffsetSpec.latest())).partitionResult(of).get().offset();
        all.put(of, RecordsToDelete.beforeOffset(end));
      }
      admin.deleteRecords(all).all().get();
    }
  }
}
