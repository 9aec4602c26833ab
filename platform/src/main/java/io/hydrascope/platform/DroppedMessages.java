package io.hydrascope.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.embedded.FlinkAccess;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
      addCounted(flink.get(), dropped);
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

  private static void addCounted(FlinkReports flink, Map<String, Long> dropped) throws IOException {
    FlinkRest rest = new FlinkRest(flink.flink());
    for (FlinkReports.JobState job : flink.jobs()) {
      if (job.isLive()) {
        for (JsonNode vertex : rest.get("/jobs/" + job.id()).path("vertices")) {
          String metrics =
              "/jobs/%s/vertices/%s/subtasks/metrics"
                  .formatted(job.id(), vertex.path("id").asText());
          dropped.merge(job.name(), counted(rest, metrics), Long::sum);
        }
      }
    }
  }

  private static long counted(FlinkRest rest, String metrics) throws IOException {
    long sum = 0;
    for (JsonNode metric : rest.get(metrics)) {
      String name = metric.path("id").asText();
      if (name.endsWith("." + METRIC)) {
        String wanted = URLEncoder.encode(name, StandardCharsets.UTF_8);
        for (JsonNode found : rest.get(metrics + "?agg=sum&get=" + wanted)) {
          sum += found.path("sum").asLong();
        }
      }
    }
    return sum;
  }
}
