package io.hydrascope.alerting.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.alerting.TestingAlerts;
import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.embedded.Part;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A record of a few kilobytes on the topic that is larger than the notifier's memory. */
class HugeAlertIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int HUGE_BYTES = 100_000_000;
  private static final String NOTIFIER_MEMORY = "-Xmx48m";

  private final long now = Instant.now().toEpochMilli() * 1_000;

  @TempDir Path folder;

  @Test
  void notifier_recordLargerThanItsMemory_tellsWhatComesBeforeAndAfterIt() throws Exception {
    Map<String, Object> kafka =
        Map.of(
            "bootstrap.servers",
            PLATFORM.kafka().bootstrapServers(),
            "compression.type",
            "zstd",
            "max.request.size",
            2 * HUGE_BYTES,
            "buffer.memory",
            2 * HUGE_BYTES);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.get("bootstrap.servers")))) {
      NewTopic topic = new NewTopic(Topics.ALERTS, Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      send(producer, alert("before"));
      send(producer, new byte[HUGE_BYTES]);
      send(producer, alert("after"));
    }
    try (TestingHook hook = new TestingHook()) {
      Process notifier = notifier(hook);
      try {
        Await.until(
            LIMIT,
            () -> told(hook, "before") && told(hook, "after"),
            () -> "both revisions in " + hook.requests());
        assertThat(notifier.isAlive()).isTrue();
      } finally {
        notifier.getOutputStream().close();
        notifier.destroyForcibly();
      }
    }
  }

  private byte[] alert(String revision) {
    AlertMessage message = TestingAlerts.change("rule", revision, AlertState.ALERT, now, "hook");
    return message.json().getBytes(StandardCharsets.UTF_8);
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(Topics.ALERTS, new byte[] {1}, value)).get();
  }

  private Process notifier(TestingHook hook) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            NOTIFIER_MEMORY,
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            TestingNotifier.class.getName(),
            PLATFORM.kafka().bootstrapServers(),
            hook.url().toString(),
            "a secret of the test")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("notifier.txt").toFile())
        .start();
  }

  private static boolean told(TestingHook hook, String revision) {
    return hook.requests().stream()
        .anyMatch(request -> request.body().contains("\"revision\":\"" + revision + "\""));
  }
}
