package io.hydrascope.jobs.streams.kafka;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.deadletter.DeadLetterMessage;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A refused message with its own value and headers, and what is known of it beside them. */
final class DeadLetterSchema implements KafkaRecordSerializationSchema<DeadLetter> {
  private static final long serialVersionUID = 1L;

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter refused, KafkaSinkContext context, Long timestamp) {
    return record(refused);
  }

  static ProducerRecord<byte[], byte[]> record(DeadLetter refused) {
    DeadLetterMessage letter = DeadLetterMessage.about(refused);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTERS, letter.key(), letter.value());
    letter.headers().forEach(record.headers()::add);
    return record;
  }
}
