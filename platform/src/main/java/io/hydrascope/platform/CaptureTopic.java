package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.text.BadInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The capture messages that the compensation job has read, as long as their topic keeps them. */
public record CaptureTopic(String bootstrapServers) {
  private static final String READER = "hydrascope-compensation";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final long WAIT_MILLIS = 200;

  /** Takes one message, when it was sent, and how much of all has been read with it. */
  public interface RecordConsumer {
    void read(
        byte @Nullable [] value, Map<String, byte[]> headers, long sentMillis, double partRead)
        throws Exception;
  }

  /**
   * When the oldest message of the partition that has lost most was sent; empty while none has been
   * deleted. A capture of an earlier time may be gone; of a later one, none is.
   */
  public Optional<Instant> keptSince() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions(consumer));
      Map<TopicPartition, Long> all = new HashMap<>();
      beginnings.forEach(
          (partition, offset) -> all.put(partition, offset > 0 ? 0L : Long.MAX_VALUE));
      all.values().removeIf(time -> time == Long.MAX_VALUE);
      Instant now = Instant.now();
      return consumer.offsetsForTimes(all).values().stream()
          .map(oldest -> oldest == null ? now : Instant.ofEpochMilli(oldest.timestamp()))
          .max(Instant::compareTo);
    }
  }

  /**
   * Reads what was sent at that time or later and before now. Waits a while for a checkpoint of the
   * job that has all of it; what a job that is further behind has not stored is left out. A message
   * may be sent before its captures' time, where the agent's clock is ahead.
   *
   * @throws IllegalStateException if the job has no checkpoint
   */
  public void read(Instant sentFrom, RecordConsumer reader) throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, Long> ends = ends(consumer);
      Map<TopicPartition, Long> starts = starts(consumer, ends.keySet(), sentFrom);
      long total = 0;
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        total += Math.max(0, end.getValue() - starts.getOrDefault(end.getKey(), end.getValue()));
      }
      consumer.assign(starts.keySet());
      starts.forEach(consumer::seek);
      long lastRead = System.nanoTime();
      long read = 0;
      while (starts.keySet().stream()
          .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          lastRead = System.nanoTime();
          if (record.offset() < ends.getOrDefault(partition, 0L)) {
            read++;
            reader.read(record.value(), headers(record), record.timestamp(), (double) read / total);
          }
        }
        if (System.nanoTime() - lastRead > LONGEST_SILENCE.toNanos()) {
          throw new IllegalStateException(
              "kafka=%s sent nothing of %s for %d s"
                  .formatted(bootstrapServers, Topics.CAPTURES, LONGEST_SILENCE.toSeconds()));
        }
      }
    }
  }

  /** Where the job's last checkpoint is, or the end of now if it is beyond. */
  private Map<TopicPartition, Long> ends(KafkaConsumer<byte[], byte[]> consumer)
      throws InterruptedException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer));
    ends.values().removeIf(end -> end == 0);
    long limit = System.nanoTime() + LONGEST_WAIT.toNanos();
    Map<TopicPartition, Long> stored = stored(consumer, ends.keySet());
    while (isBehind(stored, ends) && System.nanoTime() < limit) {
      Thread.sleep(WAIT_MILLIS);
      stored = stored(consumer, ends.keySet());
    }
    if (stored.isEmpty() && !ends.isEmpty()) {
      throw new IllegalStateException(
          "group %s of kafka=%s has no position in %s: the compensation job has completed no checkpoint"
              .formatted(READER, bootstrapServers, Topics.CAPTURES));
    }
    stored.replaceAll((partition, offset) -> Math.min(offset, ends.getOrDefault(partition, 0L)));
    return stored;
  }

  private static boolean isBehind(
      Map<TopicPartition, Long> stored, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> stored.getOrDefault(end.getKey(), 0L) < end.getValue());
  }

  private static Map<TopicPartition, Long> stored(
      KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> stored = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> committed :
        consumer.committed(partitions).entrySet()) {
      OffsetAndMetadata at = committed.getValue();
      if (at != null) {
        stored.put(committed.getKey(), at.offset());
      }
    }
    return stored;
  }

  /** Without the partitions to which nothing was sent since. */
  private static Map<TopicPartition, Long> starts(
      KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions, Instant sentFrom) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    long millis = Math.max(0, sentFrom.toEpochMilli());
    partitions.forEach(partition -> wanted.put(partition, millis));
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        consumer.offsetsForTimes(wanted).entrySet()) {
      OffsetAndTimestamp first = found.getValue();
      if (first != null) {
        starts.put(found.getKey(), first.offset());
      }
    }
    return starts;
  }

  private static Map<String, byte[]> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, byte[]> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), header.value() == null ? new byte[0] : header.value());
    }
    return headers;
  }

  private static Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    List<PartitionInfo> known = consumer.partitionsFor(Topics.CAPTURES);
    if (known.isEmpty()) {
      throw new BadInputException(
          "this Kafka has no topic %s; ./hydrascope jobs creates it".formatted(Topics.CAPTURES));
    }
    Set<TopicPartition> partitions = new HashSet<>();
    known.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    return partitions;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            READER,
            "enable.auto.commit",
            false,
            "max.partition.fetch.bytes",
            Topics.MAX_MESSAGE_BYTES),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
