package io.hydrascope.agent.publish;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends capture batches, each acknowledged by all in-sync replicas and never doubled by a retry. A
 * message that fails makes the next call throw; after that the publisher sends nothing more. One
 * thread at a time.
 */
public final class CapturePublisher implements AutoCloseable {
  /** Room for the headers and the key beside a message of the largest size. */
  private static final int ENVELOPE_BYTES = 64 << 10;

  private final KafkaProducer<String, byte[]> producer;
  private final CaptureBatchCodec codec = new CaptureBatchCodec();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  public CapturePublisher(PublisherOptions options) {
    producer =
        new KafkaProducer<>(config(options), new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * Hands a batch over; it is delivered in the background.
   *
   * @throws PublishException if this or an earlier batch was not delivered
   */
  public void publish(CaptureBatch batch) {
    throwFailure();
    CaptureMessage message = codec.encode(batch, chunkId(batch));
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.CAPTURES, batch.captures().get(0).captureId(), message.value());
    message.headers().forEach(record.headers()::add);
    try {
      // The callback keeps what the future would say.
      Future<RecordMetadata> unused = producer.send(record, this::keepFailure);
    } catch (KafkaException e) {
      keepFailure(null, e);
    }
    throwFailure();
  }

  /**
   * Waits until everything is acknowledged.
   *
   * @throws PublishException if a batch was not delivered
   */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  /**
   * Delivers what is on its way, then lets go.
   *
   * @throws PublishException if a batch was not delivered
   */
  @Override
  public void close() {
    try (codec) {
      producer.close();
    }
    throwFailure();
  }

  /** Unique within a run: a component of a capture is in one batch only. */
  private static String chunkId(CaptureBatch batch) {
    return batch.captures().get(0).captureId() + "/" + batch.ablated().get(0).text();
  }

  private void keepFailure(@Nullable RecordMetadata unused, @Nullable Exception error) {
    if (error != null) {
      failure.compareAndSet(null, error);
    }
  }

  private void throwFailure() {
    Exception error = failure.get();
    if (error != null) {
      throw new PublishException("topic=" + Topics.CAPTURES + ": " + error.getMessage(), error);
    }
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
