package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates the platform's topics where they are missing; nothing else ever creates one. */
public final class KafkaTopics {
  private static final int PARTITIONS = 2;

  /** As many agents of one revision can share the prompts. */
  private static final int PROMPT_PARTITIONS = 16;

  /** Its {@code default.replication.factor}: 1 here, more on a cluster. */
  private static final Optional<Short> THE_BROKERS_OWN = Optional.empty();

  private static final String RETENTION_MILLIS = Long.toString(7L * 24 * 60 * 60 * 1000);

  private KafkaTopics() {}

  public static void create(String bootstrapServers) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          List.of(
                  topic(Topics.CAPTURES, PARTITIONS),
                  topic(Topics.VECTORS, PARTITIONS),
                  topic(Topics.PROMPTS, PROMPT_PARTITIONS),
                  compacted(Topics.ALERTS),
                  topic(Topics.CONTROL, 1),
                  topic(Topics.DEAD_LETTERS, 1))
              .stream()
              .filter(topic -> !existing.contains(topic.name()))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "topics could not be created on " + bootstrapServers + ": " + e.getCause(), e);
    }
  }

  /** Keeps the newest record of each key for good, the others for as long as any topic. */
  private static NewTopic compacted(String name) {
    return new NewTopic(name, Optional.of(1), THE_BROKERS_OWN)
        .configs(
            Map.of(
                "cleanup.policy",
                "compact",
                "min.compaction.lag.ms",
                RETENTION_MILLIS,
                "max.message.bytes",
                Integer.toString(Topics.MAX_MESSAGE_BYTES)));
  }

  private static NewTopic topic(String name, int partitions) {
    return new NewTopic(name, Optional.of(partitions), THE_BROKERS_OWN)
        .configs(
            Map.of(
                "retention.ms",
                RETENTION_MILLIS,
                // A producer whose clock lies must neither stall the jobs' windows nor have its
                // messages deleted at once or never.
                "message.timestamp.type",
                "LogAppendTime",
                "max.message.bytes",
                Integer.toString(Topics.MAX_MESSAGE_BYTES)));
  }
}
