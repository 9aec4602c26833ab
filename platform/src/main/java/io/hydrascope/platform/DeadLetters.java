package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetterMessage.Letter;
import io.hydrascope.schemas.deadletter.DeadLetterMessage.Mark;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.storage.insert.BlockLetter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The messages that no job could read, as long as their topic keeps them, and a way back for them.
 * The jobs write a letter at least once; the last of a place counts. One thread at a time.
 */
public final class DeadLetters {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private final String bootstrapServers;
  private final Blocks blocks;
  private final Map<String, Integer> unknownVersions = new TreeMap<>();

  /** Where blocks that were set aside are inserted again. */
  public interface Blocks {
    /**
     * @throws BadInputException if the server does not take it
     */
    void insert(BlockLetter block) throws IOException;
  }

  public DeadLetters(String bootstrapServers) {
    this(
        bootstrapServers,
        block -> {
          throw new BadInputException("a block needs a ClickHouse: name one with --clickhouse");
        });
  }

  public DeadLetters(String bootstrapServers, Blocks blocks) {
    this.bootstrapServers = bootstrapServers;
    this.blocks = blocks;
  }

  /**
   * Records that the latest call skipped, by the version of their layout: a later Hydrascope wrote
   * them.
   */
  public Map<String, Integer> unknownVersions() {
    return Map.copyOf(unknownVersions);
  }

  /** In the order of their places. */
  public List<DeadLetterSummary> list() {
    return new ArrayList<>(summaries().values());
  }

  private Map<DeadLetterPlace, DeadLetterSummary> summaries() {
    Map<DeadLetterPlace, DeadLetterSummary> byPlace = new TreeMap<>();
    forEach(
        record -> {
          if (record.message() instanceof Letter letter) {
            byPlace.merge(
                letter.place(),
                DeadLetterRecord.summary(letter, record.writtenAt()),
                (first, later) -> first.retriedAs().map(later::retriedAs).orElse(later));
          } else if (record.message() instanceof Mark mark) {
            byPlace.computeIfPresent(
                mark.place(), (place, letter) -> letter.retriedAs(mark.retriedAs().text()));
          }
        });
    return byPlace;
  }

  /**
   * @throws BadInputException if there is none of that place
   */
  public StoredDeadLetter find(DeadLetterPlace place) {
    return read(List.of(place)).get(0);
  }

  /** In the order of their places. */
  private List<StoredDeadLetter> read(Collection<DeadLetterPlace> places) {
    Map<DeadLetterPlace, DeadLetterSummary> known = summaries();
    Map<DeadLetterPlace, StoredDeadLetter> found = new TreeMap<>();
    forEach(
        record -> {
          DeadLetterSummary summary = known.get(record.message().place());
          if (summary != null
              && places.contains(summary.place())
              && record.message() instanceof Letter letter) {
            found.put(summary.place(), StoredDeadLetter.of(letter, summary));
          }
        });
    for (DeadLetterPlace place : places) {
      if (!found.containsKey(place)) {
        throw new BadInputException(
            "%s holds no letter of %s; ./hydrascope dead-letters list shows those it holds"
                .formatted(Topics.DEAD_LETTERS, place.text()));
      }
    }
    return List.copyOf(found.values());
  }

  /**
   * Submits messages again, as they were or mended, inserts blocks, and marks them. A crash between
   * the two leaves one that is submitted twice: the jobs, or the server, recognise the second.
   *
   * @return where each now lies, in the order of their old places
   */
  public Map<DeadLetterPlace, DeadLetterPlace> retry(
      Collection<DeadLetterPlace> places, UnaryOperator<StoredDeadLetter> mend) {
    Map<DeadLetterPlace, DeadLetterPlace> moved = new TreeMap<>();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (StoredDeadLetter letter : read(places)) {
        DeadLetterPlace place = letter.summary().place();
        DeadLetterPlace repeated = repeat(mend.apply(whole(letter)), producer);
        producer.send(DeadLetterRecord.mark(place, repeated)).get();
        moved.put(place, repeated);
      }
      return moved;
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "%d of %d letters submitted, then kafka=%s refused one: %s"
              .formatted(moved.size(), places.size(), bootstrapServers, e.getCause()),
          e);
    } catch (IOException e) {
      throw new IllegalStateException(
          "%d of %d letters submitted, then ClickHouse did not take one: %s"
              .formatted(moved.size(), places.size(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted after " + moved.size() + " letters", e);
    }
  }

  private StoredDeadLetter whole(StoredDeadLetter letter) {
    if (!letter.isByReference()) {
      return letter;
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      return new RefusedMessages(consumer).whole(letter);
    }
  }

  /** A block stays where it was: its table has it. */
  private DeadLetterPlace repeat(StoredDeadLetter letter, KafkaProducer<byte[], byte[]> producer)
      throws IOException, ExecutionException, InterruptedException {
    DeadLetterPlace place = letter.summary().place();
    if (BlockLetter.isAt(place)) {
      blocks.insert(BlockLetter.parse(place, letter.headers(), letter.value()));
      return place;
    }
    RecordMetadata at = producer.send(DeadLetterRecord.repeated(letter)).get();
    return new DeadLetterPlace(at.topic(), at.partition(), at.offset());
  }

  /** All records that lie in the topic now and whose layout is known. */
  private void forEach(Consumer<DeadLetterRecord> reader) {
    unknownVersions.clear();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer.partitionsFor(Topics.DEAD_LETTERS));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long lastRead = System.nanoTime();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          DeadLetterRecord.unknownVersion(record)
              .ifPresentOrElse(
                  version -> unknownVersions.merge(version, 1, Integer::sum),
                  () -> reader.accept(DeadLetterRecord.of(record)));
          lastRead = System.nanoTime();
        }
        if (System.nanoTime() - lastRead > LONGEST_SILENCE.toNanos()) {
          throw new IllegalStateException(
              "kafka=%s sent nothing of %s for %d s"
                  .formatted(bootstrapServers, Topics.DEAD_LETTERS, LONGEST_SILENCE.toSeconds()));
        }
      }
    }
  }

  private List<TopicPartition> partitions(List<PartitionInfo> known) {
    if (known.isEmpty()) {
      throw new BadInputException(
          "kafka=%s has no topic %s; ./hydrascope jobs creates it"
              .formatted(bootstrapServers, Topics.DEAD_LETTERS));
    }
    return known.stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "max.partition.fetch.bytes",
            Topics.MAX_MESSAGE_BYTES),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "enable.idempotence",
            true,
            "max.request.size",
            Topics.MAX_MESSAGE_BYTES + (1 << 20)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
