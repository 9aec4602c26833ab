package io.hydrascope.agent.publish;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Straight to Kafka, out of this process' memory. A message that fails makes the next call throw;
 * after that nothing more is sent. One thread at a time.
 */
final class DirectOutbox implements Outbox {
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicReference<@Nullable PublishException> failure = new AtomicReference<>();

  DirectOutbox(PublisherOptions options) {
    producer = ProducerSettings.producer(options);
  }

  @Override
  public void send(OutgoingMessage message) {
    throwFailure();
    try {
      // The callback keeps what the future would say.
      Future<RecordMetadata> unused =
          producer.send(
              ProducerSettings.record(message), (place, error) -> keep(message.topic(), error));
    } catch (KafkaException e) {
      keep(message.topic(), e);
    }
    throwFailure();
  }

  @Override
  public void flush() {
    producer.flush();
    throwFailure();
  }

  @Override
  public Optional<String> trouble() {
    return Optional.ofNullable(failure.get()).map(Throwable::getMessage);
  }

  @Override
  public void close() {
    producer.close();
    throwFailure();
  }

  private void keep(String topic, @Nullable Exception error) {
    if (error != null) {
      failure.compareAndSet(
          null, new PublishException("topic=" + topic + ": " + error.getMessage(), error));
    }
  }

  private void throwFailure() {
    PublishException error = failure.get();
    if (error != null) {
      throw new PublishException(String.valueOf(error.getMessage()), error);
    }
  }
}
