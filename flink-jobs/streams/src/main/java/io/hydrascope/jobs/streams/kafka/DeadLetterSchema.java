package io.hydrascope.jobs.streams.kafka;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.rows.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A refused message with its own value and headers, and what is known of it beside them:
 *
 * <pre>
 * key  topic/partition/offset of the refused message
 * dead_letter_topic, _partition, _offset, _reason, _detail   headers, UTF-8 text
 * </pre>
 */
final class DeadLetterSchema implements KafkaRecordSerializationSchema<DeadLetter> {
  private static final long serialVersionUID = 1L;

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    String place = letter.topic() + "/" + letter.partition() + "/" + letter.offset();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTERS, utf8(place), letter.value());
    letter.headers().forEach((name, value) -> record.headers().add(name, value));
    add(record, "topic", letter.topic());
    add(record, "partition", Integer.toString(letter.partition()));
    add(record, "offset", Long.toString(letter.offset()));
    add(record, "reason", letter.reason());
    add(record, "detail", letter.detail());
    return record;
  }

  private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add("dead_letter_" + name, utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
