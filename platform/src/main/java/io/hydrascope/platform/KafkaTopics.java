package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/** Creates the platform's topics where they are missing; nothing else ever creates one. */
public final class KafkaTopics {
  private static final int PARTITIONS = 2;

  /** As many agents of one revision can share the prompts. */
  private static final int PROMPT_PARTITIONS = 16;

  /** Its {@code default.replication.factor}: 1 here, more on a cluster. */
  private static final Optional<Short> THE_BROKERS_OWN = Optional.empty();

  private static final String RETENTION_MILLIS = Long.toString(7L * 24 * 60 * 60 * 1000);

  private KafkaTopics() {}

  /** They end by age alone. */
  public static void create(String bootstrapServers) throws InterruptedException {
    create(bootstrapServers, Optional.empty());
  }

  /**
   * @param bytes at which they end as well, those that exist too
   */
  static void create(String bootstrapServers, Optional<TopicBytes> bytes)
      throws InterruptedException {
    List<NewTopic> wanted =
        List.of(
            topic(Topics.CAPTURES, PARTITIONS, bytes),
            topic(Topics.VECTORS, PARTITIONS, bytes),
            topic(Topics.PROMPTS, PROMPT_PARTITIONS, bytes),
            compacted(Topics.ALERTS),
            topic(Topics.CONTROL, 1, bytes),
            topic(Topics.DEAD_LETTERS, 1, bytes));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Set<String> existing = admin.listTopics().names().get();
      admin
          .createTopics(wanted.stream().filter(topic -> !existing.contains(topic.name())).toList())
          .all()
          .get();
      if (bytes.isPresent()) {
        bound(admin, bytes.get(), existing);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "topics could not be created on " + bootstrapServers + ": " + e.getCause(), e);
    }
  }

  /** Those that were made before, by as many partitions as they have by now. */
  private static void bound(Admin admin, TopicBytes bytes, Set<String> existing)
      throws ExecutionException, InterruptedException {
    List<String> ours =
        existing.stream().filter(name -> !bytes.settings(name, 1).isEmpty()).toList();
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    admin
        .describeTopics(ours)
        .allTopicNames()
        .get()
        .forEach(
            (name, topic) ->
                changes.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, name),
                    changes(bytes.settings(name, topic.partitions().size()))));
    admin.incrementalAlterConfigs(changes).all().get();
  }

  private static List<AlterConfigOp> changes(Map<String, String> settings) {
    List<AlterConfigOp> changes = new ArrayList<>();
    settings.forEach(
        (name, value) ->
            changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
    return changes;
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

  private static NewTopic topic(String name, int partitions, Optional<TopicBytes> bytes) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "retention.ms",
                RETENTION_MILLIS,
                // A producer whose clock lies must neither stall the jobs' windows nor have its
                // messages deleted at once or never.
                "message.timestamp.type",
                "LogAppendTime",
                "max.message.bytes",
                Integer.toString(Topics.MAX_MESSAGE_BYTES)));
    bytes.ifPresent(limit -> settings.putAll(limit.settings(name, partitions)));
    return new NewTopic(name, Optional.of(partitions), THE_BROKERS_OWN).configs(settings);
  }
}
