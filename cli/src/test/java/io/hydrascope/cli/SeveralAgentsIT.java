package io.hydrascope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.embedded.Part;
import io.hydrascope.platform.KafkaTopics;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import io.hydrascope.testkit.TestingProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One, two and four agents as processes, which share the prompts of a topic and are killed. */
final class SeveralAgentsIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final Path MODEL =
      Path.of(System.getProperty("hydrascope.home")).resolve("models/base");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int PROMPTS_A_STEP = 160;

  @TempDir Path folder;
  private final Map<String, TestingProcess> agents = new TreeMap<>();
  private final Set<String> sent = new TreeSet<>();

  @AfterEach
  void endAgents() {
    agents.values().forEach(TestingProcess::close);
  }

  @Test
  void topic_agentsJoinAndAreKilled_capturesEachPromptUnderOneId() throws Exception {
    KafkaTopics.create(servers());
    start("one");
    send();
    awaitPrompts(2 * PROMPTS_A_STEP / 3);
    start("two");
    send();
    start("three");
    start("four");
    send();
    kill("one");
    send();
    kill("three");
    send();
    // What they had taken lies in their spools, or comes once more.
    start("one");
    start("three");
    Await.until(LIMIT, () -> idsByPrompt().keySet().containsAll(sent), this::missing);

    Map<String, Set<String>> found = idsByPrompt();
    assertThat(found.keySet()).as("none lost, none made up").isEqualTo(sent);
    assertThat(found.values())
        .as("a prompt that comes once more has the id by which the jobs recognise it")
        .allSatisfy(ids -> assertThat(ids).hasSize(1));
    assertThat(agents)
        .hasSize(4)
        .allSatisfy((name, agent) -> assertThat(agent.isRunning()).isTrue());
  }

  private void start(String name) {
    TestingProcess agent =
        TestingProcess.start(
            folder.resolve(name + ".txt"),
            Hydrascope.class,
            "agent",
            "--model",
            MODEL.toString(),
            "--kafka",
            servers(),
            "--topic",
            "--threads",
            "1",
            "--spool",
            folder.resolve(name).toString());
    agents.put(name, agent);
    agent.awaitOutput("HTTP at", LIMIT);
  }

  private void kill(String name) {
    Objects.requireNonNull(agents.get(name), name).killHard();
  }

  private static String servers() {
    return PLATFORM.kafka().bootstrapServers();
  }

  private void send() throws Exception {
    List<Future<RecordMetadata>> done = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(Topics.PROMPTS).size();
      for (int i = 0; i < PROMPTS_A_STEP; i++) {
        byte[] prompt =
            "{\"tokens\": [1, %d, 3]}".formatted((sent.size() + i) % 500).getBytes(UTF_8);
        done.add(producer.send(new ProducerRecord<>(Topics.PROMPTS, i % partitions, null, prompt)));
      }
      for (Future<RecordMetadata> each : done) {
        RecordMetadata at = each.get();
        sent.add("%s/%d/%d".formatted(at.topic(), at.partition(), at.offset()));
      }
    }
  }

  private void awaitPrompts(int count) {
    Await.until(LIMIT, () -> idsByPrompt().size() >= count, this::missing);
  }

  private String missing() {
    return "%d of %d prompts captured".formatted(idsByPrompt().size(), sent.size());
  }

  /** Capture ids by prompt, of everything in the topic. */
  private static Map<String, Set<String>> idsByPrompt() {
    Map<String, Set<String>> ids = new HashMap<>();
    try (CaptureBatchCodec codec = new CaptureBatchCodec();
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      Collection<TopicPartition> partitions =
          consumer.partitionsFor(Topics.CAPTURES).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          for (Capture capture : captures(codec, record)) {
            ids.computeIfAbsent(capture.promptId(), prompt -> new HashSet<>())
                .add(capture.captureId());
          }
        }
      }
    }
    return ids;
  }

  private static List<Capture> captures(
      CaptureBatchCodec codec, ConsumerRecord<byte[], byte[]> record) {
    CaptureMessage message =
        CaptureMessage.accept(record.value(), name -> record.headers().lastHeader(name).value());
    return codec.decode(message).captures();
  }
}
