package io.hydrascope.jobs.streams.kafka;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far one task has read each partition, and how much of them Kafka deleted before. Offsets may
 * be missing without a loss (the marks of transactions), so only those before a partition's present
 * start count. Of a partition of which the job has read nothing yet, nothing is known.
 *
 * <p>Mutable, for one thread.
 */
final class ReadPlaces {
  private final Map<Partition, ReadPlace> places = new LinkedHashMap<>();
  private long dropped;

  private record Partition(String topic, int number) {}

  /**
   * After a restore every task has the places of all, since it does not know which partitions will
   * be its own: the furthest of each is true.
   */
  void restore(Iterable<ReadPlace> earlier) {
    for (ReadPlace place : earlier) {
      places.merge(
          new Partition(place.topic(), place.partition()),
          place,
          (one, other) -> one.next() >= other.next() ? one : other);
    }
  }

  /** Messages that all tasks had lost when this one was restored. */
  long droppedBefore() {
    return places.values().stream().mapToLong(ReadPlace::dropped).sum() - dropped;
  }

  /** Messages that this task has missed since. */
  long dropped() {
    return dropped;
  }

  void read(String topic, int number, long offset, LogStarts starts) {
    Partition partition = new Partition(topic, number);
    ReadPlace before = places.get(partition);
    long lost = before == null ? 0 : before.dropped();
    if (before != null && offset > before.next()) {
      long missed = Math.max(0, Math.min(starts.of(topic, number), offset) - before.next());
      dropped += missed;
      lost += missed;
    }
    places.put(partition, new ReadPlace(topic, number, offset + 1, lost));
  }

  List<ReadPlace> all() {
    return List.copyOf(places.values());
  }
}
