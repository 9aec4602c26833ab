package io.hydrascope.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.embedded.Part;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real broker. Those that need none come last. */
@TestMethodOrder(OrderAnnotation.class)
final class CapturePublisherIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final int TOPIC_LIMIT_BYTES = 50_000;
  private static final int TOO_MANY_ROWS = 200_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ResidualBasis BASIS = new ResidualBasis(1, 1, false);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.CAPTURES, 0);

  @BeforeAll
  static void createTopic() throws Exception {
    NewTopic topic =
        new NewTopic(Topics.CAPTURES, 1, (short) 1)
            .configs(Map.of("max.message.bytes", Integer.toString(TOPIC_LIMIT_BYTES)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  @Test
  @Order(1)
  void publish_batch_arrivesAsItsMessage() {
    CaptureBatch batch = batch("first", 2);
    try (CapturePublisher publisher =
        new CapturePublisher(PublisherOptions.of(bootstrapServers()))) {
      publisher.publish(batch);
      publisher.flush();
      ConsumerRecord<String, byte[]> record = records(1).get(0);
      assertThat(record.key()).isEqualTo("first");
      CaptureMessage message = CaptureMessage.accept(record.value(), name -> header(record, name));
      assertThat(message.runId()).isEqualTo("run");
      assertThat(message.chunkId()).isEqualTo("first/L0H0");
      assertThat(record.headers().toArray())
          .extracting(Header::key)
          .containsExactly("schema_id", "version", "run_id", "chunk_id", "crc32c");
      try (CaptureBatchCodec codec = new CaptureBatchCodec()) {
        assertThat(codec.decode(message)).usingRecursiveComparison().isEqualTo(batch);
      }
    }
  }

  @Test
  @Order(2)
  void close_withoutFlush_deliversInOrder() {
    long before = endOffset();
    try (CapturePublisher publisher = publisher(LIMIT)) {
      for (int i = 0; i < 100; i++) {
        publisher.publish(batch("in-order-" + i, 2));
      }
    }
    List<ConsumerRecord<String, byte[]>> records = records(before + 100);
    for (int i = 0; i < 100; i++) {
      assertThat(records.get((int) before + i).key()).isEqualTo("in-order-" + i);
    }
  }

  @Test
  @Order(3)
  void publish_largerThanTheTopicTakes_throwsWithTheReasonAndSendsNothingMore() {
    long before = endOffset();
    CapturePublisher publisher = publisher(LIMIT);
    publisher.publish(unpackable("too large for the topic"));
    assertThatThrownBy(publisher::flush)
        .isInstanceOf(PublishException.class)
        .hasMessageContaining(Topics.CAPTURES);
    assertThatThrownBy(() -> publisher.publish(batch("next", 2)))
        .isInstanceOf(PublishException.class);
    assertThatThrownBy(publisher::close).isInstanceOf(PublishException.class);
    assertThat(endOffset()).isEqualTo(before);
  }

  @Test
  @Order(4)
  void publish_largerThanAnyMessageMayBe_throwsAtOnce() {
    CapturePublisher publisher = publisher(LIMIT);
    assertThatThrownBy(() -> publisher.publish(batch("too large", TOO_MANY_ROWS)))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("max.request.size");
    assertThatThrownBy(publisher::close).isInstanceOf(PublishException.class);
  }

  @Test
  @Order(5)
  void publish_brokerGone_throwsAfterTheDeliveryTimeout() {
    // The batch before must make it within the same time.
    CapturePublisher publisher = publisher(Duration.ofSeconds(10));
    publisher.publish(batch("before", 2));
    publisher.flush();
    PLATFORM.kafka().kill();
    // Where the client has noticed already, it does not even take the batch.
    assertThatThrownBy(
            () -> {
              publisher.publish(batch("lost", 2));
              publisher.flush();
            })
        .isInstanceOf(PublishException.class)
        .hasMessageContaining(Topics.CAPTURES);
    assertThatThrownBy(() -> publisher.publish(batch("next", 2)))
        .isInstanceOf(PublishException.class);
    assertThatThrownBy(publisher::close).isInstanceOf(PublishException.class);
  }

  @Test
  @Order(6)
  void publish_brokerNeverThere_throwsAfterTheDeliveryTimeout() {
    CapturePublisher publisher = publisher(Duration.ofSeconds(1));
    assertThatThrownBy(() -> publisher.publish(batch("lost", 2)))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining(Topics.CAPTURES);
    assertThatThrownBy(publisher::close).isInstanceOf(PublishException.class);
  }

  @Test
  @Order(7)
  void publish_interruptedWhileWaiting_throwsAndKeepsTheInterrupt() {
    // Only without a broker does a publisher surely wait: an answer may come before the wait does.
    CapturePublisher publisher = publisher(LIMIT);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> publisher.publish(batch("interrupted", 2)))
        .isInstanceOf(PublishException.class)
        .hasRootCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(publisher::close).isInstanceOf(PublishException.class);
  }

  private static CapturePublisher publisher(Duration deliveryTimeout) {
    return new CapturePublisher(
        new PublisherOptions(bootstrapServers(), 64L << 20, deliveryTimeout));
  }

  private static String bootstrapServers() {
    return PLATFORM.kafka().bootstrapServers();
  }

  /** The topic from its beginning, once it has so many records. */
  private static List<ConsumerRecord<String, byte[]>> records(long count) {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      consumer.seekToBeginning(List.of(PARTITION));
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      Await.until(
          LIMIT,
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            return records.size() >= count;
          },
          () -> "%d of %d records".formatted(records.size(), count));
      return records;
    }
  }

  private static long endOffset() {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      consumer.seekToEnd(List.of(PARTITION));
      return consumer.position(PARTITION);
    }
  }

  private static KafkaConsumer<String, byte[]> consumer() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(PARTITION));
    return consumer;
  }

  private static byte[] header(ConsumerRecord<String, byte[]> record, String name) {
    return record.headers().lastHeader(name).value();
  }

  /** Within the limits of a message, and beyond the topic's also after compression. */
  private static CaptureBatch unpackable(String captureId) {
    CaptureBatch batch = batch(captureId, 20_000);
    Random random = new Random(5);
    for (int row = 0; row < batch.rows().count(); row++) {
      batch.rows().logit()[row] = random.nextDouble();
    }
    return batch;
  }

  /** Half the rows intact, one a position. */
  private static CaptureBatch batch(String captureId, int count) {
    CaptureRows rows = CaptureRows.allocate(count, BASIS.size());
    for (int row = 0; row < count; row++) {
      rows.position()[row] = row / 2;
      rows.ablated()[row] = row % 2 == 0 ? CaptureRows.INTACT : 0;
    }
    Arrays.fill(rows.scale(), 1);
    List<AblationUnit> ablated = List.of(AblationUnit.head(0, 0));
    CapturePlan plan =
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, ablated, "all", "");
    Capture capture = new Capture(captureId, "p", "p", Map.of("task", "sums"), 1);
    CaptureSource source = new CaptureSource("m", "r", "c", "run");
    return new CaptureBatch(source, plan, BASIS, ablated, List.of(capture), rows);
  }
}
