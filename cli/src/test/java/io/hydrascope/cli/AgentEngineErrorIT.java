package io.hydrascope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.embedded.Part;
import io.hydrascope.platform.KafkaTopics;
import io.hydrascope.platform.TestingDeadLetterTopic;
import io.hydrascope.schemas.Topics;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import io.hydrascope.testkit.TestingProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that cannot run a long prompt, which only their engines tell, behind a topic that has one.
 */
class AgentEngineErrorIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final Path GPT2 =
      Path.of(System.getProperty("hydrascope.home"))
          .resolve("capture-agent/model/src/test/resources/golden/gpt2");
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Pattern ADDRESS = Pattern.compile("HTTP at (http://127\\.0\\.0\\.1:\\d+)");
  private static final Path EXPORT =
      GPT2.resolve("../../exports/gpt2_dynamo/model.onnx").normalize();
  private static final int BAD_POSITION = 40;
  private static final int OVERFLOWS = 0; // partition of that model's prompts
  private static final int REFUSES = 1;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Each agent has a group of its own, which reads what the topic has. */
  @BeforeEach
  void startWithAnEmptyTopic() throws Exception {
    String servers = PLATFORM.kafka().bootstrapServers();
    KafkaTopics.create(servers);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      for (int partition : List.of(OVERFLOWS, REFUSES)) {
        all.put(new TopicPartition(Topics.PROMPTS, partition), RecordsToDelete.beforeOffset(-1));
      }
      admin.deleteRecords(all).all().get();
    }
  }

  @Test
  void agent_promptThatOnlyTheEngineRefuses_isADeadLetterAndTheRestGoesOn() throws Exception {
    String servers = PLATFORM.kafka().bootstrapServers();
    send(servers, REFUSES, prompt(5), prompt(33), prompt(32));
    try (TestingProcess agent = agent(servers, REFUSES, "--onnx", EXPORT)) {
      URI at = address(agent);
      Await.until(LIMIT, () -> committed(servers, REFUSES) == 3, agent::output);
      ConsumerRecord<byte[], byte[]> letter = onlyLetter(servers, REFUSES);
      assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_reason")).isEqualTo("bad_prompt");
      assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_detail"))
          .contains(Topics.PROMPTS + "/1/1", "tokens=33, this export's graph accepts 32");
      assertThat(new String(letter.value(), UTF_8)).isEqualTo(prompt(33));
      assertThat(post(at, prompt(34)).statusCode()).isEqualTo(400);
      HttpResponse<String> metrics = send(HttpRequest.newBuilder(at.resolve("/metrics")));
      assertThat(metrics.body())
          .contains("hydrascope_agent_prompts_captured_total 2\n")
          .contains("hydrascope_agent_prompts_refused_total 2\n");
      assertThat(post(at, prompt(7)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void agent_promptThatTheEngineCannotRun_isADeadLetterAndTheRestGoesOn() throws Exception {
    String servers = PLATFORM.kafka().bootstrapServers();
    send(servers, OVERFLOWS, prompt(5), prompt(BAD_POSITION + 2), prompt(6));
    try (TestingProcess agent = agent(servers, OVERFLOWS, "--model", overflowing())) {
      URI at = address(agent);
      Await.until(LIMIT, () -> committed(servers, OVERFLOWS) == 3, agent::output);
      assertRefused(servers);
      HttpResponse<String> refused = post(at, prompt(BAD_POSITION + 2));
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(500);
      HttpResponse<String> metrics = send(HttpRequest.newBuilder(at.resolve("/metrics")));
      assertThat(metrics.body())
          .contains("hydrascope_agent_prompts_captured_total 2\n")
          .contains("hydrascope_agent_prompts_failed_total 2\n");
      assertThat(post(at, prompt(7)).statusCode()).isEqualTo(200);
    }
  }

  private static URI address(TestingProcess agent) {
    agent.awaitOutput("HTTP at", LIMIT);
    Matcher address = ADDRESS.matcher(agent.output());
    assertThat(address.find()).isTrue();
    return URI.create(address.group(1));
  }

  private static void assertRefused(String servers) {
    ConsumerRecord<byte[], byte[]> letter = onlyLetter(servers, OVERFLOWS);
    assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_reason")).isEqualTo("engine_error");
    assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_detail"))
        .contains(Topics.PROMPTS + "/0/1");
    assertThat(new String(letter.value(), UTF_8)).isEqualTo(prompt(BAD_POSITION + 2));
  }

  /** The second prompt of the partition, and no other, was refused. */
  private static ConsumerRecord<byte[], byte[]> onlyLetter(String servers, int partition) {
    String prompts = "%s/%d/".formatted(Topics.PROMPTS, partition);
    String place = prompts + 1;
    try (TestingDeadLetterTopic letters = new TestingDeadLetterTopic(servers)) {
      Await.until(LIMIT, () -> letters.poll().containsKey(place), () -> "a letter of " + place);
      assertThat(letters.poll().keySet())
          .filteredOn(key -> key.startsWith(prompts))
          .containsExactly(place);
      return Objects.requireNonNull(letters.poll().get(place));
    }
  }

  private TestingProcess agent(String servers, int partition, String option, Path model) {
    return TestingProcess.start(
        folder.resolve("agent.txt"),
        Hydrascope.class,
        "agent",
        option,
        model.toString(),
        "--kafka",
        servers,
        "--topic",
        "--group",
        group(partition),
        "--spool",
        folder.resolve("spool").toString());
  }

  private static String group(int partition) {
    return "agents-" + partition;
  }

  /** GPT-2 with an embedding of one position whose square is no float. */
  private Path overflowing() throws IOException {
    Path model = Files.createDirectory(folder.resolve("overflowing"));
    Files.copy(GPT2.resolve("config.json"), model.resolve("config.json"));
    ByteBuffer weights =
        ByteBuffer.wrap(Files.readAllBytes(GPT2.resolve("model.safetensors")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = (int) weights.getLong(0);
    JsonNode tensor =
        JsonMapper.builder()
            .build()
            .readTree(weights.array(), Long.BYTES, headerBytes)
            .path("transformer.wpe.weight");
    int width = tensor.path("shape").get(1).asInt();
    int first = Long.BYTES + headerBytes + tensor.path("data_offsets").get(0).asInt();
    for (int i = 0; i < width; i++) {
      int at = first + (BAD_POSITION * width + i) * Float.BYTES;
      weights.putFloat(at, i % 2 == 0 ? 3e38f : -3e38f);
    }
    Files.write(model.resolve("model.safetensors"), weights.array());
    return model;
  }

  private static String prompt(int tokens) {
    return "{\"tokens\": [%s5]}".formatted("5, ".repeat(tokens - 1));
  }

  private static void send(String servers, int partition, String... prompts) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String prompt : prompts) {
        producer
            .send(new ProducerRecord<>(Topics.PROMPTS, partition, null, prompt.getBytes(UTF_8)))
            .get();
      }
    }
  }

  /** How many prompts the agents are done with. */
  private static long committed(String servers, int of) {
    TopicPartition partition = new TopicPartition(Topics.PROMPTS, of);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      OffsetAndMetadata offset =
          admin
              .listConsumerGroupOffsets(group(of))
              .partitionsToOffsetAndMetadata()
              .get()
              .get(partition);
      return offset == null ? 0 : offset.offset();
    } catch (ExecutionException e) {
      return 0; // the group is not there yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> post(URI address, String prompt) {
    return send(
        HttpRequest.newBuilder(address.resolve("/v1/prompts"))
            .header("Idempotency-Key", "http-" + prompt.length())
            .POST(HttpRequest.BodyPublishers.ofString(prompt)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
