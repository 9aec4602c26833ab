package io.hydrascope.platform;

import io.hydrascope.embedded.FlinkAccess;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Messages that Kafka's retention deleted before a job read them, by job. A job that runs counts
 * them when it reads on; of another one, they lie between what it has committed and where the topic
 * begins.
 */
public record DroppedMessages(Optional<FlinkReports> flink, Optional<KafkaReports> kafka) {
  private static final String METRIC = "messages_dropped";

  public static DroppedMessages of(FlinkAccess flink, String bootstrapServers) {
    return new DroppedMessages(
        Optional.of(new FlinkReports(flink)), Optional.of(new KafkaReports(bootstrapServers)));
  }

  /**
   * Jobs that lost something alone.
   *
   * @throws IOException if Flink does not answer
   * @throws IllegalStateException if Kafka does not
   */
  public Map<String, Long> byJob() throws IOException {
    Map<String, Long> dropped = new TreeMap<>();
    if (flink.isPresent()) {
      dropped.putAll(new CounterSums(flink.get()).sums(METRIC));
    }
    if (kafka.isPresent()) {
      kafka
          .get()
          .deletedUnread()
          .forEach((group, messages) -> dropped.putIfAbsent(jobOf(group), messages));
    }
    dropped.values().removeIf(messages -> messages == 0);
    return dropped;
  }

  /** A job's consumer group is its name with hyphens. */
  private static String jobOf(String group) {
    return group.replace('-', ' ');
  }
}
