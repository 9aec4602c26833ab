package io.hydrascope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedKafkaIT {
  private static final String TOPIC = "observations";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void start_again_keepsRecordsAndRefusesASecondOwner(@TempDir Path directory) throws Exception {
    KafkaSettings settings = KafkaSettings.in(directory);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(settings)) {
      createTopic(kafka);
      produce(kafka, "before the restart");
      assertThat(consume(kafka)).containsExactly("before the restart");
      assertThatThrownBy(() -> EmbeddedKafka.start(settings))
          .isInstanceOf(EmbeddedException.class)
          .hasMessageContaining(directory.toRealPath().toString())
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
      kafka.kill();
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(settings)) {
      produce(kafka, "after the restart");
      assertThat(consume(kafka)).containsExactly("before the restart", "after the restart");
    }
  }

  private static void createTopic(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static void produce(EmbeddedKafka kafka, String value) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
    }
  }

  /** Everything up to the end of the topic, through a consumer group. */
  private static List<String> consume(EmbeddedKafka kafka) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "group.id",
            "reader-" + System.nanoTime(),
            "auto.offset.reset",
            "earliest");
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      List<String> values = new ArrayList<>();
      do {
        consumer.poll(PATIENCE).forEach(record -> values.add(record.value()));
      } while (consumer.currentLag(PARTITION).orElse(1) > 0);
      return values;
    }
  }
}
