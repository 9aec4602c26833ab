package io.hydrascope.jobs.streams.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** UTF-8 key and value. */
final class KeyedMessageSchema implements KafkaRecordSerializationSchema<KeyedMessage> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  KeyedMessageSchema(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      KeyedMessage message, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        topic,
        message.key().getBytes(StandardCharsets.UTF_8),
        message.value().getBytes(StandardCharsets.UTF_8));
  }
}
