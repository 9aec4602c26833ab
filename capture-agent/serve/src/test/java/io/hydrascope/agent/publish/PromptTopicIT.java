package io.hydrascope.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.publish.PromptMessage.Refusal;
import io.hydrascope.embedded.Part;
import io.hydrascope.schemas.Topics;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Prompts on a real broker, and those that cannot be read on their way to the dead letters. */
final class PromptTopicIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final byte[] PROMPT = "{\"tokens\": [1]}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NO_UTF8 = HexFormat.of().parseHex("7b2274657874223a22c328ff227d");

  @Test
  void run_promptThatIsNoUtf8_isADeadLetterByteByByteAndTheRestGoesOn() throws Exception {
    send();
    ConcurrentLinkedQueue<String> read = new ConcurrentLinkedQueue<>();
    try (CapturePublisher publisher =
            new CapturePublisher(PublisherOptions.of(bootstrapServers()));
        PromptTopic topic =
            new PromptTopic(
                bootstrapServers(),
                "group",
                message -> {
                  try {
                    read.add(message.text());
                  } catch (BadPromptException e) {
                    publisher.refuse(message, Refusal.BAD_PROMPT, String.valueOf(e.getMessage()));
                  }
                  return CompletableFuture.completedFuture(message.place());
                },
                (own, all) -> {})) {
      Thread reader = new Thread(topic, "prompts");
      reader.setDaemon(true);
      reader.start();
      Await.until(LIMIT, () -> read.size() == 2, () -> "2 prompts, found " + read);
    }
    assertThat(read).containsOnly(new String(PROMPT, StandardCharsets.UTF_8));
    ConsumerRecord<byte[], byte[]> letter = letter();
    Map<String, byte[]> headers = new HashMap<>();
    letter.headers().forEach(header -> headers.put(header.key(), header.value()));
    assertThat(letter.key()).isEqualTo(utf8(Topics.PROMPTS + "/0/1"));
    assertThat(letter.value()).isEqualTo(NO_UTF8);
    assertThat(headers)
        .containsEntry("empty", new byte[0])
        .containsEntry("dead_letter_version", utf8("1"))
        .containsEntry("dead_letter_reason", utf8("bad_prompt"));
  }

  private static void send() throws Exception {
    Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers());
    try (Admin admin = Admin.create(kafka);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.PROMPTS, 1, (short) 1),
                  new NewTopic(Topics.DEAD_LETTERS, 1, (short) 1)))
          .all()
          .get();
      for (byte[] value : List.of(PROMPT, NO_UTF8, PROMPT)) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.PROMPTS, value);
        record.headers().add("empty", null);
        producer.send(record).get();
      }
    }
  }

  private static ConsumerRecord<byte[], byte[]> letter() {
    TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
      Await.until(
          LIMIT,
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            return !found.isEmpty();
          },
          () -> "a dead letter");
      return found.get(0);
    }
  }

  private static String bootstrapServers() {
    return PLATFORM.kafka().bootstrapServers();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
