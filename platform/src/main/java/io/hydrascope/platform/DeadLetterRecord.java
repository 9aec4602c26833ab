package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.deadletter.DeadLetterMessage;
import io.hydrascope.schemas.deadletter.DeadLetterMessage.Letter;
import io.hydrascope.schemas.deadletter.DeadLetterMessage.Mark;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.schemas.text.BadInputException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record of the dead-letter topic, to and from Kafka. */
record DeadLetterRecord(DeadLetterMessage message, Instant writtenAt) {
  private static final byte[] NO_VALUE = {};

  /** The version of the record's layout, if this program does not know it. */
  static Optional<String> unknownVersion(ConsumerRecord<byte[], byte[]> kafka) {
    return DeadLetterMessage.unknownVersion(headers(kafka));
  }

  /**
   * @throws BadInputException naming the record if this program cannot read it
   */
  static DeadLetterRecord of(ConsumerRecord<byte[], byte[]> kafka) {
    try {
      return new DeadLetterRecord(
          DeadLetterMessage.parse(kafka.key(), headers(kafka), kafka.value()),
          Instant.ofEpochMilli(kafka.timestamp()));
    } catch (BadInputException e) {
      throw new BadInputException(
          "offset %d of partition %d of %s: %s"
              .formatted(kafka.offset(), kafka.partition(), kafka.topic(), e.getMessage()));
    }
  }

  private static Map<String, byte[]> headers(ConsumerRecord<byte[], byte[]> kafka) {
    Map<String, byte[]> headers = new HashMap<>();
    for (Header header : kafka.headers()) {
      headers.put(header.key(), header.value() == null ? NO_VALUE : header.value());
    }
    return headers;
  }

  static ProducerRecord<byte[], byte[]> mark(DeadLetterPlace letter, DeadLetterPlace repeated) {
    Mark mark = new Mark(letter, repeated);
    return record(Topics.DEAD_LETTERS, mark.key(), mark.value(), mark.headers());
  }

  /** To the topic that the letter's message lay in, with the headers of {@code letter}. */
  static ProducerRecord<byte[], byte[]> repeated(StoredDeadLetter letter) {
    DeadLetterPlace place = letter.summary().place();
    return record(
        place.topic(), null, letter.value(), DeadLetterMessage.repeating(place, letter.headers()));
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, byte @Nullable [] key, byte @Nullable [] value, Map<String, byte[]> headers) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
    headers.forEach(record.headers()::add);
    return record;
  }

  static DeadLetterSummary summary(Letter letter, Instant writtenAt) {
    DeadLetter refused = letter.refused();
    return new DeadLetterSummary(
        refused.place(),
        refused.reason(),
        refused.detail(),
        refused.valueBytes(),
        writtenAt,
        letter.retryOf(),
        Optional.empty());
  }
}
