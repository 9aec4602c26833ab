package io.hydrascope.platform;

import static io.hydrascope.testkit.traffic.TestingCaptures.ABLATED;
import static io.hydrascope.testkit.traffic.TestingCaptures.BASE;
import static io.hydrascope.testkit.traffic.TestingCaptures.POSITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages and rows that used to fail a job for good, on the real platform. */
final class PoisonIT {
  private static final Path HOME = Path.of(System.getProperty("hydrascope.home"));
  private static final Path JOB_JAR = HOME.resolve("flink-jobs/bundle/target/hydrascope-jobs.jar");
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final List<Integer> PROMPTS = List.of(0, 1, 2, 3, 4);
  private static final long ROWS_OF_A_PROMPT = (long) ABLATED.size() * POSITIONS;

  @TempDir Path data;

  @Test
  void platform_bombsAndRowsThatATableRefuses_noJobRestartsAndNoRowIsLost() throws Exception {
    try (LocalPlatform platform =
        LocalPlatform.start(data, JOB_JAR, TestingCaptures.BASE, Progress.silent())) {
      String kafka = platform.kafkaBootstrapServers();
      alter(platform.owner(), "ADD CONSTRAINT chosen CHECK prompt_id != 'p3'");
      sendBombs(kafka);
      try (CapturePublisher publisher = new CapturePublisher(PublisherOptions.of(kafka))) {
        publisher.publish(TestingCaptures.batch(BASE, PROMPTS, ABLATED));
      }

      TestingStoredRows stored = new TestingStoredRows(platform.owner());
      DeadLetters letters = new DeadLetters(kafka, new BlocksAgain(platform::owner));
      Await.until(
          LIMIT,
          () -> effects(stored) >= (PROMPTS.size() - 1) * ROWS_OF_A_PROMPT,
          () -> "%d effects, letters %s".formatted(effects(stored), letters.list()));
      Await.until(
          LIMIT,
          () -> haveLetters(letters) && !refused(letters).isEmpty(),
          () -> "letters " + letters.list());
      assertNoJobNoticed(platform);

      alter(platform.owner(), "DROP CONSTRAINT chosen");
      letters.retry(refused(letters), UnaryOperator.identity());
      letters.retry(refused(letters), UnaryOperator.identity());
      assertThat(effects(stored)).isEqualTo(PROMPTS.size() * ROWS_OF_A_PROMPT);
      assertThat(stored.number("SELECT uniqExact(capture_id, component, position) FROM effects"))
          .isEqualTo(effects(stored));
      assertNoJobNoticed(platform);
    }
  }

  /** One for each bomb. */
  private static boolean haveLetters(DeadLetters letters) {
    return Stream.of("over_limit", "wrong_checksum", "bad_control_message")
        .allMatch(reason -> count(letters, reason) == 1);
  }

  private static void sendBombs(String kafka) throws Exception {
    byte[] random = new byte[Topics.MAX_MESSAGE_BYTES - 10_000];
    new Random(7).nextBytes(random);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka,
                "compression.type",
                "zstd",
                "max.request.size",
                16 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(capture(new byte[12_000_000])).get();
      producer.send(capture(random)).get();
      producer.send(new ProducerRecord<>(Topics.CONTROL, new byte[12_000_000])).get();
    }
  }

  /** With the headers of a good message but for its checksum. */
  private static ProducerRecord<byte[], byte[]> capture(byte[] value) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.CAPTURES, value);
    new CaptureMessage("run", "chunk", new byte[8]).headers().forEach(record.headers()::add);
    return record;
  }

  private static void alter(ClickHouseEndpoint server, String what)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url()))
            .header("X-ClickHouse-User", server.user())
            .header("X-ClickHouse-Key", server.password())
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "ALTER TABLE %s.effects %s".formatted(server.database(), what)))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void assertNoJobNoticed(LocalPlatform platform) {
    TestingJobReports reports = new TestingJobReports(platform.servers().flink().access());
    assertThat(reports.states()).containsOnly("RUNNING");
    assertThat(reports.failures()).isEmpty();
  }

  private static long effects(TestingStoredRows stored) {
    return stored.number("SELECT count() FROM effects");
  }

  private static long count(DeadLetters letters, String reason) {
    return letters.list().stream().filter(letter -> letter.reason().equals(reason)).count();
  }

  private static List<DeadLetterPlace> refused(DeadLetters letters) {
    return letters.list().stream()
        .filter(letter -> letter.reason().equals("block_refused"))
        .map(DeadLetterSummary::place)
        .toList();
  }
}
