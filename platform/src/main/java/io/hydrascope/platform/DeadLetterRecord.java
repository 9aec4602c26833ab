package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of the dead-letter topic. The jobs write letters; whoever submits one again writes a
 * mark with the same key after it:
 *
 * <pre>
 * key      topic/partition/offset of the refused message
 * letter   its value and headers, and dead_letter_topic, _partition, _offset, _reason, _detail
 * mark     no value, and dead_letter_retried_as = topic/partition/offset of the repeated message
 * </pre>
 *
 * A repeated message carries {@code dead_letter_retry_of}, so that a letter about it names the
 * first.
 */
record DeadLetterRecord(ConsumerRecord<byte[], byte[]> kafka) {
  private static final String PREFIX = "dead_letter_";
  private static final String RETRIED_AS = PREFIX + "retried_as";
  private static final String RETRY_OF = PREFIX + "retry_of";

  static ProducerRecord<byte[], byte[]> mark(DeadLetterPlace letter, DeadLetterPlace repeated) {
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(Topics.DEAD_LETTERS, utf8(letter.text()), null);
    mark.headers().add(RETRIED_AS, utf8(repeated.text()));
    return mark;
  }

  /** To the topic that the letter's message lay in, with the headers of {@code letter}. */
  static ProducerRecord<byte[], byte[]> repeated(StoredDeadLetter letter) {
    DeadLetterPlace place = letter.summary().place();
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(place.topic(), letter.value());
    letter.headers().forEach(record.headers()::add);
    record.headers().add(RETRY_OF, utf8(place.text()));
    return record;
  }

  DeadLetterPlace place() {
    return DeadLetterPlace.parse(new String(kafka.key(), StandardCharsets.UTF_8));
  }

  /** Where the letter was submitted to again, if this is a mark. */
  Optional<String> retriedAs() {
    return header(RETRIED_AS);
  }

  DeadLetterSummary summary() {
    return new DeadLetterSummary(
        place(),
        header(PREFIX + "reason").orElse(""),
        header(PREFIX + "detail").orElse(""),
        kafka.value() == null ? 0 : kafka.value().length,
        Instant.ofEpochMilli(kafka.timestamp()),
        header(RETRY_OF),
        Optional.empty());
  }

  StoredDeadLetter letter(DeadLetterSummary summary) {
    Map<String, byte[]> own = new TreeMap<>();
    for (Header header : kafka.headers()) {
      if (!header.key().startsWith(PREFIX)) {
        own.put(header.key(), header.value());
      }
    }
    return new StoredDeadLetter(summary, own, kafka.value());
  }

  private Optional<String> header(String name) {
    return Optional.ofNullable(kafka.headers().lastHeader(name))
        .map(header -> new String(header.value(), StandardCharsets.UTF_8));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
