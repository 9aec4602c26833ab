package io.hydrascope.agent.publish;

import io.hydrascope.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** How every message is produced: acknowledged by all in-sync replicas, not doubled by a retry. */
final class ProducerSettings {
  /** Room for the headers and the key beside a message of the largest size. */
  private static final int ENVELOPE_BYTES = 64 << 10;

  private ProducerSettings() {}

  static KafkaProducer<String, byte[]> producer(PublisherOptions options) {
    return new KafkaProducer<>(config(options), new StringSerializer(), new ByteArraySerializer());
  }

  static ProducerRecord<String, byte[]> record(OutgoingMessage message) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(message.topic(), message.key(), message.value());
    message.headers().forEach(record.headers()::add);
    return record;
  }

  private static Map<String, Object> config(PublisherOptions options) {
    int deliveryMillis = Math.toIntExact(options.deliveryTimeout().toMillis());
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, options.memoryBytes());
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE_BYTES + ENVELOPE_BYTES);
    // Ablated rows repeat the intact numbers of every layer before their own.
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryMillis);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(30_000, deliveryMillis));
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) deliveryMillis);
    return config;
  }
}
