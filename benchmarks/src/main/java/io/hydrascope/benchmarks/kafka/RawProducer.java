package io.hydrascope.benchmarks.kafka;

import io.hydrascope.schemas.Topics;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends bytes as they are, with the agent's acknowledgements, compression, memory and batches. One
 * thread at a time.
 */
public final class RawProducer implements AutoCloseable {
  private static final long MEMORY_BYTES = 64L << 20;

  /** Longer than a broker is ever away here. */
  private static final int PATIENCE_MILLIS = 180_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  public RawProducer(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "compression.type", "zstd",
                "linger.ms", 0,
                "buffer.memory", MEMORY_BYTES,
                "max.request.size", Topics.MAX_MESSAGE_BYTES + (64 << 10),
                "delivery.timeout.ms", PATIENCE_MILLIS,
                "max.block.ms", PATIENCE_MILLIS),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * @param acknowledged told {@code topic/partition/offset}, by another thread
   */
  public void send(
      String topic,
      Map<String, byte[]> headers,
      byte @Nullable [] value,
      Consumer<String> acknowledged) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, value);
    headers.forEach(record.headers()::add);
    Future<RecordMetadata> unused =
        producer.send(
            record,
            (place, error) -> {
              if (error == null) {
                acknowledged.accept(place.topic() + "/" + place.partition() + "/" + place.offset());
              } else {
                failure.compareAndSet(null, error);
              }
            });
  }

  /**
   * Waits until everything is acknowledged.
   *
   * @throws IllegalStateException if a record was not taken
   */
  public void flush() {
    producer.flush();
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException("kafka took not every record: " + error.getMessage(), error);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
