package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The disk that all topics of one broker take at most. Kafka deletes whole segments, the oldest
 * first; a partition may exceed its share by the one that is being written.
 *
 * @param total bytes of all topics that end
 */
public record TopicBytes(long total) {
  public static final long LEAST = 512L << 20;

  /** Of {@link #total} in hundredths. The topic of alerts is compacted and keeps to its keys. */
  private static final Map<String, Integer> SHARES =
      new TreeMap<>(
          Map.of(
              Topics.CAPTURES, 80,
              Topics.VECTORS, 10,
              Topics.PROMPTS, 5,
              Topics.DEAD_LETTERS, 4,
              Topics.CONTROL, 1));

  /** Of what is free, in hundredths: tables and state need the rest. */
  private static final int DISK_PERCENT = 25;

  private static final int SEGMENTS_A_PARTITION = 8;
  private static final long LARGEST_SEGMENT = 1L << 30;
  private static final long SMALLEST_SEGMENT = Topics.MAX_MESSAGE_BYTES + (1L << 20);

  /**
   * @throws BadInputException if that is too little for segments and the largest message
   */
  public TopicBytes {
    if (total < LEAST) {
      throw new BadInputException(
          "--topic-bytes of %d bytes is less than the least, %dm; give --topic-bytes %dm or more"
              .formatted(total, LEAST >> 20, LEAST >> 20));
    }
  }

  /**
   * A quarter of what is free and of what Kafka has taken already.
   *
   * @param kafka where it keeps its topics; it need not exist yet
   */
  static TopicBytes ofDisk(Path kafka) throws IOException {
    @Nullable Path existing = kafka.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    Path place = Objects.requireNonNull(existing, "every path has a root that exists");
    long room = Files.getFileStore(place).getUsableSpace() + taken(kafka);
    return new TopicBytes(Math.max(LEAST, room / 100 * DISK_PERCENT));
  }

  private static long taken(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(TopicBytes::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings of a topic that end it by bytes; none for one that is compacted. */
  Map<String, String> settings(String topic, int partitions) {
    Integer share = SHARES.get(topic);
    if (share == null) {
      return Map.of();
    }
    long partition = total / 100 * share / partitions;
    long segment =
        Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, partition / SEGMENTS_A_PARTITION));
    return Map.of(
        "retention.bytes", Long.toString(partition), "segment.bytes", Long.toString(segment));
  }
}
