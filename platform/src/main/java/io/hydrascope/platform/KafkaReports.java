package io.hydrascope.platform;

import io.hydrascope.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What a Kafka cluster says of the platform's topics and of who reads them. */
public record KafkaReports(String bootstrapServers) {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final List<String> TOPICS =
      List.of(
          Topics.CAPTURES,
          Topics.VECTORS,
          Topics.PROMPTS,
          Topics.ALERTS,
          Topics.CONTROL,
          Topics.DEAD_LETTERS);
  private static final String GROUPS = "hydrascope-";

  /**
   * @throws IllegalStateException naming the servers if they do not answer
   */
  public int brokers() {
    try (Admin admin = admin()) {
      return get(admin.describeCluster().nodes()).size();
    }
  }

  /** The topics that the platform needs and the broker lacks. */
  public List<String> missingTopics() {
    try (Admin admin = admin()) {
      Set<String> existing = get(admin.listTopics().names());
      return TOPICS.stream().filter(topic -> !existing.contains(topic)).toList();
    }
  }

  /**
   * Capture messages that each job has not read yet as of its last checkpoint, by consumer group.
   */
  public Map<String, Long> lag() {
    try (Admin admin = admin()) {
      Map<String, Long> lag = new TreeMap<>();
      for (String group : groups(admin)) {
        Map<TopicPartition, OffsetAndMetadata> read = committed(admin, group);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        read.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends = get(admin.listOffsets(wanted).all());
        long behind = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
          OffsetAndMetadata at = read.get(end.getKey());
          behind += end.getValue().offset() - (at == null ? 0 : at.offset());
        }
        lag.put(group, behind);
      }
      return lag;
    }
  }

  /**
   * Messages that a job had not read as of its last checkpoint and that its topics no longer have,
   * by consumer group.
   */
  public Map<String, Long> deletedUnread() {
    try (Admin admin = admin()) {
      Map<String, Long> deleted = new TreeMap<>();
      for (String group : groups(admin)) {
        Map<TopicPartition, OffsetAndMetadata> read = committed(admin, group);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        read.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.earliest()));
        long messages = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> start :
            get(admin.listOffsets(wanted).all()).entrySet()) {
          OffsetAndMetadata at = read.get(start.getKey());
          messages += at == null ? 0 : Math.max(0, start.getValue().offset() - at.offset());
        }
        deleted.put(group, messages);
      }
      return deleted;
    }
  }

  private static List<String> groups(Admin admin) {
    List<String> groups = new ArrayList<>();
    get(admin.listGroups().all())
        .forEach(
            group -> {
              if (group.groupId().startsWith(GROUPS)) {
                groups.add(group.groupId());
              }
            });
    return groups;
  }

  /** Empty for a group that went away meanwhile. */
  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group) {
    try {
      return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }

  private Admin admin() {
    try {
      return Admin.create(
          Map.of(
              "bootstrap.servers", bootstrapServers,
              "default.api.timeout.ms", TIMEOUT_MILLIS,
              "request.timeout.ms", TIMEOUT_MILLIS));
    } catch (KafkaException e) {
      throw new IllegalStateException("kafka=" + bootstrapServers + ": " + e.getMessage(), e);
    }
  }

  private static <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException("kafka: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException("kafka did not answer within " + TIMEOUT_MILLIS + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking kafka", e);
    }
  }
}
