package io.hydrascope.platform;

import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.schemas.text.BadInputException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Refused messages in their own topics: the large ones, of which a letter has the beginning. */
record RefusedMessages(KafkaConsumer<byte[], byte[]> consumer) {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
  private static final byte[] NO_VALUE = {};

  /**
   * The letter with its message's whole value and own headers.
   *
   * @throws BadInputException if the topic has the message no more
   */
  StoredDeadLetter whole(StoredDeadLetter letter) {
    ConsumerRecord<byte[], byte[]> message = read(letter.summary().place());
    Map<String, byte[]> headers = new HashMap<>();
    for (Header header : message.headers()) {
      headers.put(header.key(), header.value() == null ? NO_VALUE : header.value());
    }
    return new StoredDeadLetter(letter.summary(), headers, message.value());
  }

  private ConsumerRecord<byte[], byte[]> read(DeadLetterPlace place) {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    consumer.assign(List.of(partition));
    Long start = consumer.beginningOffsets(List.of(partition)).get(partition);
    if (start == null || start > place.offset()) {
      throw gone(place);
    }
    consumer.seek(partition, place.offset());
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LONGEST_SILENCE)) {
      if (record.offset() == place.offset()) {
        return record;
      }
    }
    throw gone(place);
  }

  private static BadInputException gone(DeadLetterPlace place) {
    return new BadInputException(
        "%s is no longer in its topic, and its letter has the beginning alone: send it again from where it came"
            .formatted(place.text()));
  }
}
