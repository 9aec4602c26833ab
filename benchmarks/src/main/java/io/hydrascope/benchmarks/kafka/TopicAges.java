package io.hydrascope.benchmarks.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Changes how long topics keep messages. */
public final class TopicAges {
  private static final int SEGMENTS = 8;

  private TopicAges() {}

  /** Also how long they write to one segment: only whole ones are deleted. */
  public static void keep(String bootstrapServers, List<String> topics, Duration age)
      throws ExecutionException, InterruptedException {
    Collection<AlterConfigOp> changes =
        List.of(set("retention.ms", age.toMillis()), set("segment.ms", age.toMillis() / SEGMENTS));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .incrementalAlterConfigs(
              topics.stream()
                  .collect(
                      Collectors.toMap(
                          topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic),
                          topic -> changes)))
          .all()
          .get();
    }
  }

  private static AlterConfigOp set(String name, long value) {
    return new AlterConfigOp(new ConfigEntry(name, Long.toString(value)), AlterConfigOp.OpType.SET);
  }
}
