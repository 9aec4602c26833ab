package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the dead letters from the first on. They come at least once: the last of a place counts.
 */
public final class TestingDeadLetterTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, ConsumerRecord<byte[], byte[]>> byPlace = new HashMap<>();

  public TestingDeadLetterTopic(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = List.of(new TopicPartition(Topics.DEAD_LETTERS, 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** All read so far, by the {@code topic/partition/offset} that was refused. */
  public Map<String, ConsumerRecord<byte[], byte[]>> poll() {
    consumer.poll(POLL).forEach(letter -> byPlace.put(utf8(letter.key()), letter));
    return byPlace;
  }

  /** Of a header that must be there. */
  static byte[] header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return letter.headers().lastHeader(name).value();
  }

  public static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
    return utf8(header(letter, name));
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
