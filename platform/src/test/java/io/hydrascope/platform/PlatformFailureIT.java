package io.hydrascope.platform;

import static io.hydrascope.testkit.traffic.TestingCaptures.ABLATED;
import static io.hydrascope.testkit.traffic.TestingCaptures.POSITIONS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.embedded.PartProcess;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.traffic.TestingCaptures;
import io.hydrascope.testkit.traffic.TestingMalformed.Malformed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row once, whatever dies and whatever else lies in the topic. */
final class PlatformFailureIT {
  private static final Path HOME = Path.of(System.getProperty("hydrascope.home"));
  private static final Path JOB_JAR = HOME.resolve("flink-jobs/bundle/target/hydrascope-jobs.jar");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path data;
  private final TestingTraffic sent = new TestingTraffic();

  @Test
  void platform_serversKilledAndRecordsMalformed_storesEachRowOnceAndResumes() throws Exception {
    try (LocalPlatform platform = start()) {
      killWhileSending("taskmanager-1", platform);
      killWhileSending("taskmanager-1", platform);
      assertEverythingOnce("TaskManager killed twice", platform);
      assertNoRecordFailedAJob(platform);
      killWhileSending("jobmanager", platform);
      killWhileSending("kafka", platform);
      assertEverythingOnce("JobManager and Kafka killed", platform);
      assertThat(platform.ended()).isEmpty();
      killClickHouseWhileSending(platform);
    }
    try (LocalPlatform platform = start()) {
      String kafka = platform.kafkaBootstrapServers();
      sent.repeat(kafka, 0, 60);
      sent.send(kafka, 20);
      sent.repeat(kafka, sent.prompts() - 40, sent.prompts());
      assertEverythingOnce("ClickHouse killed, all started again", platform);
      TestingJobReports reports = new TestingJobReports(platform.servers().flink().access());
      assertThat(reports.failures())
          .allSatisfy(trace -> assertThat(trace).doesNotContain("io.hydrascope"));
      assertDocumentedMetricsExist(reports);
      retryMendedLetters(platform);
    }
  }

  /** Whole batches with a wrong checksum: stored once however often they are submitted again. */
  private void retryMendedLetters(LocalPlatform platform) throws Exception {
    DeadLetters letters = new DeadLetters(platform.kafkaBootstrapServers());
    List<DeadLetterPlace> mended =
        letters.list().stream()
            .filter(letter -> letter.reason().equals("wrong_checksum"))
            .map(DeadLetterSummary::place)
            .toList();
    long rowsOfLetter = (long) ABLATED.size() * POSITIONS;
    TestingStoredRows stored = new TestingStoredRows(platform.owner());
    letters.retry(mended, StoredDeadLetter::restamped);
    letters.retry(mended, StoredDeadLetter::restamped);
    // Behind them: once these are stored, so are the others.
    sent.send(platform.kafkaBootstrapServers(), 20);
    long expected = sent.effects().size() + mended.size() * rowsOfLetter;
    awaitMoreThan(expected - 1, platform);
    assertThat(stored.number("SELECT uniqExact(capture_id, component, position) FROM effects"))
        .isEqualTo(expected)
        .isEqualTo(stored.number("SELECT count() FROM effects"));
    assertThat(letters.list())
        .filteredOn(letter -> mended.contains(letter.place()))
        .hasSize(mended.size())
        .noneMatch(DeadLetterSummary::isOpen);
  }

  private LocalPlatform start() throws Exception {
    return LocalPlatform.start(data, JOB_JAR, TestingCaptures.BASE, Progress.silent());
  }

  /**
   * Just after rows of a checkpoint became visible, while others are on their way. Nobody but the
   * platform starts the part again.
   */
  private void killWhileSending(String part, LocalPlatform platform) throws Exception {
    int before = sent.effects().size();
    sent.send(platform.kafkaBootstrapServers(), 80);
    awaitMoreThan(before, platform);
    part(part, platform).kill();
    sent.send(platform.kafkaBootstrapServers(), 40);
  }

  private static PartProcess part(String name, LocalPlatform platform) {
    return platform.servers().processes().stream()
        .filter(process -> process.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Leaves blocks in a checkpoint that could not be inserted, unless the platform starts ClickHouse
   * again first. Whether one more checkpoint completes, or the job is restarted for a block of the
   * last one, depends on the moment of the kill.
   */
  private void killClickHouseWhileSending(LocalPlatform platform) throws Exception {
    int before = sent.effects().size();
    sent.send(platform.kafkaBootstrapServers(), 40);
    awaitMoreThan(before, platform);
    TestingJobReports reports = new TestingJobReports(platform.servers().flink().access());
    Optional<String> checkpoint = newestCheckpoint(platform);
    int failures = reports.failures().size();
    part("clickhouse", platform).kill();
    sent.send(platform.kafkaBootstrapServers(), 40);
    Await.until(
        LIMIT,
        () ->
            !newestCheckpoint(platform).equals(checkpoint) || reports.failures().size() > failures,
        () -> "another checkpoint or a restart");
  }

  private Optional<String> newestCheckpoint(LocalPlatform platform) {
    try {
      return new JobRecords(
              new PlatformDirectory(data).jobsFile(), platform.servers().flink().checkpoints())
          .newestCheckpoint("hydrascope compensation");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitMoreThan(long effects, LocalPlatform platform) {
    TestingStoredRows stored = new TestingStoredRows(platform.owner());
    Await.until(
        LIMIT,
        () -> stored.number("SELECT count() FROM effects") > effects,
        () -> "more than %,d effects".formatted(effects));
  }

  private void assertEverythingOnce(String after, LocalPlatform platform) {
    TestingStoredRows stored = new TestingStoredRows(platform.owner());
    awaitArrival(stored);
    Map<String, ConsumerRecord<byte[], byte[]>> letters = awaitDeadLetters(platform);
    List<String> found = stored.lines("SELECT capture_id, component, position FROM effects");
    Set<String> distinct = new HashSet<>(found);
    print(after, found.size(), distinct, letters.size());
    // Not the sets themselves: their difference would fill the output.
    assertThat(distinct.equals(sent.effects())).as("found is what was sent").isTrue();
    assertThat(found.size() - distinct.size()).as("doubled rows").isZero();
    assertArchivedOnce(stored);
    assertMetricsCountTheRows(stored);
    TestingStoredMetrics.assertAreOfTheRows(stored, "'all'");
    assertShiftsCountThePrompts(stored);
    assertRefused(letters);
  }

  private void print(String after, int found, Set<String> distinct, int letters) {
    Set<String> lost = new HashSet<>(sent.effects());
    lost.removeAll(distinct);
    System.out.printf(
        "%s: effects sent %,d, found %,d, lost %,d, doubled %,d; captures repeated %,d; malformed sent %,d, dead letters %,d%n",
        after,
        sent.effects().size(),
        found,
        lost.size(),
        found - distinct.size(),
        sent.repeats(),
        sent.refused().size(),
        letters);
  }

  private void awaitArrival(TestingStoredRows stored) {
    String metrics =
        "SELECT sum(prompts) FROM latest_metrics WHERE window = 'all' AND kept = 'all'";
    long counted = sent.metrics().values().stream().mapToLong(Long::longValue).sum();
    String compared =
        "SELECT min(newest) FROM (SELECT max(n_prompts) AS newest FROM shifts GROUP BY component)";
    String archived = "SELECT (SELECT count() FROM responses) + (SELECT count() FROM vectors)";
    Await.until(
        LIMIT,
        () ->
            stored.number("SELECT count() FROM effects") >= sent.effects().size()
                && stored.number(metrics) >= counted
                && stored.number(compared) >= sent.prompts()
                && stored.number(archived) >= sent.responses().size() + sent.vectors().size(),
        () ->
            "sent %,d effects of %,d prompts, %,d rows for the archive; found %s"
                .formatted(
                    sent.effects().size(),
                    sent.prompts(),
                    sent.responses().size() + sent.vectors().size(),
                    stored.lines(
                        "SELECT (SELECT count() FROM effects), (%s), (%s), (%s)"
                            .formatted(metrics, compared, archived))));
  }

  private Map<String, ConsumerRecord<byte[], byte[]>> awaitDeadLetters(LocalPlatform platform) {
    try (TestingDeadLetterTopic topic =
        new TestingDeadLetterTopic(platform.kafkaBootstrapServers())) {
      Await.until(
          LIMIT,
          () -> topic.poll().size() >= sent.refused().size(),
          () -> "%d dead letters of %d".formatted(topic.poll().size(), sent.refused().size()));
      return topic.poll();
    }
  }

  private void assertArchivedOnce(TestingStoredRows stored) {
    assertThat(stored.lines("SELECT capture_id, component, position FROM responses"))
        .doesNotHaveDuplicates()
        .containsAll(sent.responses())
        .hasSameSizeAs(sent.responses());
    assertThat(stored.lines("SELECT capture_id FROM vectors WHERE site = 'L0H0'"))
        .doesNotHaveDuplicates()
        .containsAll(sent.vectors())
        .hasSameSizeAs(sent.vectors());
  }

  private void assertMetricsCountTheRows(TestingStoredRows stored) {
    Map<String, Long> prompts = new HashMap<>();
    List<String> wrongCounts = new ArrayList<>();
    for (String line :
        stored.lines(
            "SELECT revision, component, segment, prompts, n FROM latest_metrics WHERE window = 'all' AND kept = 'all'")) {
      String[] columns = line.split("\t", -1);
      prompts.put(String.join("\t", columns[0], columns[1], columns[2]), Long.valueOf(columns[3]));
      if (Long.parseLong(columns[4]) != Long.parseLong(columns[3]) * POSITIONS) {
        wrongCounts.add(line);
      }
    }
    assertThat(prompts).isEqualTo(sent.metrics());
    assertThat(wrongCounts).isEmpty();
  }

  /** What is written of a component after a prompt, once; after the last one, in any case. */
  private void assertShiftsCountThePrompts(TestingStoredRows stored) {
    assertThat(
            stored.lines(
                """
                SELECT count() = uniqExact(component, n_prompts), min(n_prompts),
                    uniqExactIf(component, n_prompts = %1$d), max(n_prompts) = %1$d FROM shifts
                """
                    .formatted(sent.prompts())))
        .containsExactly("1\t1\t%d\t1".formatted(ABLATED.size()));
  }

  private void assertRefused(Map<String, ConsumerRecord<byte[], byte[]>> letters) {
    assertThat(letters.keySet()).isEqualTo(sent.refused().keySet());
    sent.refused()
        .forEach(
            (place, original) -> assertSame(place, original, requireNonNull(letters.get(place))));
  }

  private static void assertSame(
      String place, Malformed original, ConsumerRecord<byte[], byte[]> letter) {
    assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_reason"))
        .as("%s: %s", place, TestingDeadLetterTopic.text(letter, "dead_letter_detail"))
        .isEqualTo(original.reason());
    assertThat(
            String.join(
                "/",
                TestingDeadLetterTopic.text(letter, "dead_letter_topic"),
                TestingDeadLetterTopic.text(letter, "dead_letter_partition"),
                TestingDeadLetterTopic.text(letter, "dead_letter_offset")))
        .isEqualTo(place);
    assertThat(letter.value()).isEqualTo(original.value());
    original
        .headers()
        .forEach(
            (name, value) ->
                assertThat(TestingDeadLetterTopic.header(letter, name)).isEqualTo(value));
  }

  /** Jobs were restarted for lost TaskManagers, and never for something in our own code. */
  private static void assertNoRecordFailedAJob(LocalPlatform platform) {
    TestingJobReports jobs = new TestingJobReports(platform.servers().flink().access());
    assertThat(jobs.states()).hasSize(3).containsOnly("RUNNING");
    assertThat(jobs.failures())
        .isNotEmpty()
        .allSatisfy(trace -> assertThat(trace).doesNotContain("io.hydrascope"));
  }

  private static void assertDocumentedMetricsExist(TestingJobReports reports) throws IOException {
    Set<String> named = documentedMetrics();
    assertThat(named).contains("rows_repeated_late", "pendingRecords").hasSizeGreaterThan(10);
    Supplier<List<String>> missing =
        () -> {
          Set<String> found = reports.metrics();
          return named.stream()
              .filter(name -> found.stream().noneMatch(each -> each.endsWith("." + name)))
              .toList();
        };
    Await.until(LIMIT, () -> missing.get().isEmpty(), () -> "metrics " + missing.get());
  }

  /** The second column of the table of metrics, but for the names of their groups. */
  private static Set<String> documentedMetrics() throws IOException {
    String text = Files.readString(HOME.resolve("docs/operations.md"));
    String table = text.substring(text.indexOf("## Metrics of the jobs"));
    Set<String> names = new HashSet<>();
    for (String line : table.substring(0, table.indexOf("\n## ")).lines().toList()) {
      if (line.startsWith("|")) {
        String cell = line.split("\\|", -1)[2].replaceAll("by group `\\w+`", "");
        Matcher name = Pattern.compile("`([\\w-]+)`").matcher(cell);
        while (name.find()) {
          names.add(name.group(1));
        }
      }
    }
    return names;
  }
}
