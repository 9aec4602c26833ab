package io.hydrascope.platform;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.embedded.EmbeddedKafka;
import io.hydrascope.embedded.KafkaSettings;
import io.hydrascope.schemas.Topics;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka deletes while the jobs are away is counted, exactly, and told. */
final class DroppedMessagesIT {
  private static final Path JOB_JAR =
      Path.of(System.getProperty("hydrascope.home"))
          .resolve("flink-jobs/bundle/target/hydrascope-jobs.jar");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String COMPENSATION = "hydrascope compensation";
  private static final int PARTITIONS = 2;
  private static final Set<String> GROUPS =
      Set.of("hydrascope-compensation", "hydrascope-archive", "hydrascope-shifts");
  private static final int BATCHES = 40;
  private static final int PROMPTS_A_BATCH = 2;

  @TempDir Path data;

  private int prompts;

  @Test
  void start_messagesDeletedBeforeTheJobsReadThem_areCountedAndTold() throws Exception {
    try (LocalPlatform platform = start(Progress.silent())) {
      send(platform.kafkaBootstrapServers());
      awaitStored(platform, BATCHES);
      awaitRead(platform);
    }
    long deleted = sendAndDeleteWhileTheJobsAreAway();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    try (Progress progress = new Progress(out, false, Clock.systemUTC());
        LocalPlatform platform = start(progress)) {
      // Behind what was deleted: with these the jobs see that offsets are missing.
      send(platform.kafkaBootstrapServers());
      awaitStored(platform, 2 * BATCHES);
      DroppedMessages dropped =
          DroppedMessages.of(platform.servers().flink().access(), platform.kafkaBootstrapServers());
      Await.until(
          LIMIT,
          () -> lost(dropped).getOrDefault(COMPENSATION, 0L) == deleted,
          () -> "%d lost, not %s".formatted(deleted, lost(dropped)));
      String line = "%s lost %,d messages: Kafka deleted them".formatted(COMPENSATION, deleted);
      Await.until(LIMIT, () -> text(said).contains(line), () -> line + " in " + text(said));
      // Each job looks when it reads on.
      Set<String> all = Set.of(COMPENSATION, "hydrascope archive", "hydrascope shifts");
      Await.until(
          LIMIT,
          () -> lost(dropped).keySet().equals(all),
          () -> "%s, not %s".formatted(all, lost(dropped)));
    }
  }

  private static Map<String, Long> lost(DroppedMessages dropped) {
    try {
      return dropped.byJob();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LocalPlatform start(Progress progress) throws Exception {
    return LocalPlatform.start(data, JOB_JAR, TestingCaptures.BASE, progress);
  }

  private static String text(ByteArrayOutputStream said) {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** New prompts, a message each batch. */
  private void send(String kafka) {
    try (CapturePublisher publisher = new CapturePublisher(PublisherOptions.of(kafka))) {
      for (int batch = 0; batch < BATCHES; batch++) {
        List<Integer> some = IntStream.range(prompts, prompts + PROMPTS_A_BATCH).boxed().toList();
        prompts += PROMPTS_A_BATCH;
        publisher.publish(
            TestingCaptures.batch(TestingCaptures.BASE, some, TestingCaptures.ABLATED));
      }
    }
  }

  private static void awaitStored(LocalPlatform platform, int batches) throws Exception {
    TestingStoredRows stored = new TestingStoredRows(platform.owner());
    long captures = (long) batches * PROMPTS_A_BATCH;
    String sql = "SELECT uniqExact(capture_id) FROM effects";
    Await.until(
        LIMIT,
        () -> stored.number(sql) == captures,
        () -> "%d captures, found %d".formatted(captures, stored.number(sql)));
  }

  /** A job that never read counts nothing, and one that is behind counts more. */
  private static void awaitRead(LocalPlatform platform) throws Exception {
    KafkaReports kafka = new KafkaReports(platform.kafkaBootstrapServers());
    Await.until(LIMIT, () -> haveRead(kafka.lag()), () -> "all jobs have read: " + kafka.lag());
  }

  private static boolean haveRead(Map<String, Long> lag) {
    return lag.keySet().containsAll(GROUPS) && lag.values().stream().allMatch(left -> left == 0);
  }

  /** Deletes all that was sent; returns how many messages that was. */
  private long sendAndDeleteWhileTheJobsAreAway() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaSettings.in(data.resolve("kafka")));
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Map<TopicPartition, Long> before = ends(admin);
      send(kafka.bootstrapServers());
      Map<TopicPartition, Long> after = ends(admin);
      admin
          .deleteRecords(
              after.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
          .all()
          .get();
      return after.entrySet().stream()
          .mapToLong(end -> end.getValue() - before.getOrDefault(end.getKey(), 0L))
          .sum();
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin) throws Exception {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      wanted.put(new TopicPartition(Topics.CAPTURES, partition), OffsetSpec.latest());
    }
    return admin.listOffsets(wanted).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }
}
