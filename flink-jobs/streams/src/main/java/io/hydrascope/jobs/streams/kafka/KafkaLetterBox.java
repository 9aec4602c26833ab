package io.hydrascope.jobs.streams.kafka;

import io.hydrascope.jobs.streams.LetterBox;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters at least once. A producer is made for the first: most jobs never have one.
 */
final class KafkaLetterBox implements LetterBox {
  private final Map<String, Object> settings;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /**
   * @param settings of the producer
   */
  KafkaLetterBox(Map<String, Object> settings) {
    this.settings = settings;
  }

  @Override
  public void put(DeadLetter letter) throws IOException, InterruptedException {
    try {
      if (producer == null) {
        producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      }
      ProducerRecord<byte[], byte[]> record = DeadLetterSchema.record(letter);
      producer.send(record).get();
    } catch (ExecutionException | KafkaException e) {
      throw new IOException(
          "topic %s took no letter of %s: %s"
              .formatted(Topics.DEAD_LETTERS, letter.place().text(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close();
    }
  }
}
