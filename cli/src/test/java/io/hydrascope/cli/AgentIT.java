package io.hydrascope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.embedded.EmbeddedKafka;
import io.hydrascope.embedded.KafkaSettings;
import io.hydrascope.platform.KafkaTopics;
import io.hydrascope.platform.TestingDeadLetterTopic;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process, on a real broker: every source, and what happens when things end. */
class AgentIT {
  private static final Path HOME = Path.of(System.getProperty("hydrascope.home"));
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern ADDRESS = Pattern.compile("HTTP at (http://127\\.0\\.0\\.1:\\d+)");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int PROMPTS_BEFORE_FULL = 2_000;
  private static final byte[] NO_UTF8 = HexFormat.of().parseHex("7b2274657874223a22c328ff227d");

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Set<String> answered = new LinkedHashSet<>();
  private String tokens = "";

  @Test
  void agent_brokerAndAgentKilled_losesNothingThatWasAnswered() throws Exception {
    tokens = "[%s]".formatted("5, ".repeat(60) + "5");
    KafkaSettings settings = KafkaSettings.in(folder.resolve("kafka"));
    String servers;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(settings)) {
      servers = kafka.bootstrapServers();
      KafkaTopics.create(servers);
      try (TestingProcess agent = agent(servers, "first")) {
        URI address = address(agent);
        assertAnswers(address);
        assertTakesTheTopicsPrompts(servers);
        assertThat(get(address, "/health").statusCode()).isEqualTo(200);
        assertThat(get(address, "/ready").statusCode()).isEqualTo(200);
        assertThat(get(address, "/metrics").body())
            .contains("hydrascope_agent_prompts_captured_total")
            .contains("# TYPE hydrascope_agent_spool_bytes gauge");
        kafka.kill();
        for (int i = 0; i < 5; i++) {
          assertThat(ask(address, "away-" + i).statusCode()).isEqualTo(200);
        }
        agent.killHard();
      }
    }
    int port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
    try (TestingProcess agent = agent(servers, "second")) {
      URI address = address(agent);
      assertThat(agent.output()).contains("of an earlier agent in the spool");
      fillTheSpool(address);
      assertThat(get(address, "/ready").statusCode()).isEqualTo(503);
      try (EmbeddedKafka kafka = EmbeddedKafka.start(settings.withPort(port))) {
        Await.until(LIMIT, () -> get(address, "/ready").statusCode() == 200, () -> agent.output());
        // What had to come once more may still fill the spool for a while.
        Await.until(LIMIT, () -> ask(address, "after").statusCode() == 200, () -> agent.output());
        assertEverythingArrivesInOrder(kafka.bootstrapServers());
      }
    }
  }

  private TestingProcess agent(String servers, String name) {
    return TestingProcess.start(
        folder.resolve(name + ".txt"),
        Hydrascope.class,
        "agent",
        "--model",
        HOME.resolve("models/base").toString(),
        "--kafka",
        servers,
        "--topic",
        "--spool",
        folder.resolve("spool").toString(),
        "--spool-limit",
        "16m",
        "--vectors",
        "1",
        "--vector-places",
        "0.02");
  }

  private static URI address(TestingProcess agent) {
    agent.awaitOutput("HTTP at", LIMIT);
    Matcher found = ADDRESS.matcher(agent.output());
    assertThat(found.find()).isTrue();
    return URI.create(found.group(1));
  }

  private void assertAnswers(URI address) throws Exception {
    HttpResponse<String> first = ask(address, "p0");
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    JsonNode answer = JSON.readTree(first.body());
    assertThat(answer.get("prompt_id").asText()).isEqualTo("p0");
    assertThat(answer.get("rows").asLong()).isPositive();
    assertThat(ask(address, "p0").body()).isEqualTo(first.body());
    assertStatus(422, "another prompt", post(address, "p0", "{\"tokens\": [1, 2]}"));
    assertStatus(400, "Idempotency-Key", post(address, "", "{\"tokens\": [1, 2]}"));
    assertStatus(400, "not readable JSON", post(address, "bad", "{\"tokens\": ["));
    assertStatus(400, "did you mean tokens", post(address, "bad", "{\"token\": [1]}"));
    assertStatus(400, "99999999", post(address, "bad", "{\"tokens\": [1, 99999999]}"));
    assertStatus(413, "larger than", post(address, "big", "x".repeat((1 << 20) + 1)));
    assertThat(get(address, "/v1/prompts").statusCode()).isEqualTo(405);
    assertThat(get(address, "/v1/prompts/x").statusCode()).isEqualTo(404);
  }

  private static void assertStatus(int status, String reason, HttpResponse<String> response) {
    assertThat(response.body()).contains(reason);
    assertThat(response.statusCode()).isEqualTo(status);
  }

  private void assertTakesTheTopicsPrompts(String servers) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] prompt = "{\"id\": \"own\", \"tokens\": [1, 2, 3]}".getBytes(UTF_8);
      for (byte[] value : List.of(prompt, "nonsense".getBytes(UTF_8), NO_UTF8)) {
        producer.send(new ProducerRecord<>(Topics.PROMPTS, 1, null, value)).get();
      }
    }
    String place = Topics.PROMPTS + "/1/0";
    Await.until(
        LIMIT,
        () -> captures(servers).stream().anyMatch(capture -> capture.promptId().equals(place)),
        () -> "a capture of " + place);
    assertThat(captures(servers))
        .filteredOn(capture -> capture.promptId().equals(place))
        .allSatisfy(capture -> assertThat(capture.group()).isEqualTo("own"));
    answered.add(place);
    try (TestingDeadLetterTopic letters = new TestingDeadLetterTopic(servers)) {
      Await.until(LIMIT, () -> letters.poll().size() == 2, () -> "two dead letters");
      assertRefused(letters.poll().get(Topics.PROMPTS + "/1/1"), "nonsense".getBytes(UTF_8));
      assertRefused(letters.poll().get(Topics.PROMPTS + "/1/2"), NO_UTF8);
    }
  }

  private static void assertRefused(
      @Nullable ConsumerRecord<byte[], byte[]> letter, byte[] original) {
    Objects.requireNonNull(letter, "a letter of this place");
    assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_version")).isEqualTo("1");
    assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_reason")).isEqualTo("bad_prompt");
    assertThat(letter.value()).isEqualTo(original);
  }

  /** The agent answers as long as it can keep what it captured, and says when it cannot. */
  private void fillTheSpool(URI address) throws Exception {
    for (int i = 0; i < PROMPTS_BEFORE_FULL; i++) {
      HttpResponse<String> response = ask(address, "filling-%04d".formatted(i));
      if (response.statusCode() != 200) {
        assertStatus(503, "spool is full", response);
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
        assertThat(spooledBytes()).isLessThanOrEqualTo(16L << 20);
        return;
      }
    }
    throw new AssertionError("%d prompts did not fill the spool".formatted(PROMPTS_BEFORE_FULL));
  }

  private long spooledBytes() throws IOException {
    long bytes = 0;
    try (var files = Files.list(folder.resolve("spool"))) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private void assertEverythingArrivesInOrder(String servers) {
    Await.until(
        LIMIT,
        () -> promptIds(servers).containsAll(answered),
        () -> "%d captures of %d".formatted(promptIds(servers).size(), answered.size()));
    assertThat(promptIds(servers)).isEqualTo(answered);
    for (List<String> arrived : firstArrivals(servers)) {
      List<String> asked = answered.stream().filter(arrived::contains).toList();
      assertThat(arrived).isEqualTo(asked);
    }
  }

  private static Set<String> promptIds(String servers) {
    Set<String> ids = new HashSet<>();
    captures(servers).forEach(capture -> ids.add(capture.promptId()));
    return ids;
  }

  private static List<Capture> captures(String servers) {
    return batches(servers).stream().flatMap(batch -> batch.batch().captures().stream()).toList();
  }

  /** Of each partition the prompts in the order in which they came first. */
  private static List<List<String>> firstArrivals(String servers) {
    List<Set<String>> byPartition = List.of(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (Arrived arrived : batches(servers)) {
      arrived
          .batch()
          .captures()
          .forEach(capture -> byPartition.get(arrived.partition()).add(capture.promptId()));
    }
    return byPartition.stream().<List<String>>map(List::copyOf).toList();
  }

  private record Arrived(int partition, CaptureBatch batch) {}

  /** Everything in the topic. */
  private static List<Arrived> batches(String servers) {
    List<Arrived> batches = new ArrayList<>();
    try (CaptureBatchCodec codec = new CaptureBatchCodec();
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(Topics.CAPTURES).stream()
              .map(
                  info ->
                      new org.apache.kafka.common.TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          CaptureMessage message =
              CaptureMessage.accept(
                  record.value(), name -> record.headers().lastHeader(name).value());
          batches.add(new Arrived(record.partition(), codec.decode(message)));
        }
      }
    }
    return batches;
  }

  private HttpResponse<String> ask(URI address, String key) {
    HttpResponse<String> response = post(address, key, "{\"tokens\": %s}".formatted(tokens));
    if (response.statusCode() == 200) {
      answered.add(key);
    }
    return response;
  }

  private HttpResponse<String> post(URI address, String key, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/v1/prompts"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(key.isEmpty() ? request : request.header("Idempotency-Key", key));
  }

  private HttpResponse<String> get(URI address, String path) {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
