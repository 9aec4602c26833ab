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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A model whose numbers overflow on long prompts, behind a topic that has one. */
class AgentEngineErrorIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final Path GPT2 =
      Path.of(System.getProperty("hydrascope.home"))
          .resolve("capture-agent/model/src/test/resources/golden/gpt2");
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Pattern ADDRESS = Pattern.compile("HTTP at (http://127\\.0\\.0\\.1:\\d+)");
  private static final String GROUP = "agents";
  private static final int BAD_POSITION = 40;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void agent_promptThatTheEngineCannotRun_isADeadLetterAndTheRestGoesOn() throws Exception {
    String servers = PLATFORM.kafka().bootstrapServers();
    KafkaTopics.create(servers);
    send(servers, prompt(5), prompt(BAD_POSITION + 2), prompt(6));
    try (TestingProcess agent = agent(servers)) {
      agent.awaitOutput("HTTP at", LIMIT);
      Matcher address = ADDRESS.matcher(agent.output());
      assertThat(address.find()).isTrue();
      URI at = URI.create(address.group(1));
      Await.until(LIMIT, () -> committed(servers) == 3, agent::output);
      assertRefused(servers);
      HttpResponse<String> refused = post(at, prompt(BAD_POSITION + 1));
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(500);
      HttpResponse<String> metrics = send(HttpRequest.newBuilder(at.resolve("/metrics")));
      assertThat(metrics.body())
          .contains("hydrascope_agent_prompts_captured_total 2\n")
          .contains("hydrascope_agent_prompts_failed_total 2\n");
      assertThat(post(at, prompt(7)).statusCode()).isEqualTo(200);
    }
  }

  private static void assertRefused(String servers) {
    String place = Topics.PROMPTS + "/0/1";
    try (TestingDeadLetterTopic letters = new TestingDeadLetterTopic(servers)) {
      Await.until(LIMIT, () -> letters.poll().containsKey(place), () -> "a letter of " + place);
      ConsumerRecord<byte[], byte[]> letter = Objects.requireNonNull(letters.poll().get(place));
      assertThat(letters.poll()).hasSize(1);
      assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_reason"))
          .isEqualTo("engine_error");
      assertThat(TestingDeadLetterTopic.text(letter, "dead_letter_detail")).contains(place);
      assertThat(new String(letter.value(), UTF_8)).isEqualTo(prompt(BAD_POSITION + 2));
    }
  }

  private TestingProcess agent(String servers) throws IOException {
    return TestingProcess.start(
        folder.resolve("agent.txt"),
        Hydrascope.class,
        "agent",
        "--model",
        overflowing().toString(),
        "--kafka",
        servers,
        "--topic",
        "--group",
        GROUP,
        "--spool",
        folder.resolve("spool").toString());
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

  private static void send(String servers, String... prompts) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String prompt : prompts) {
        producer.send(new ProducerRecord<>(Topics.PROMPTS, 0, null, prompt.getBytes(UTF_8))).get();
      }
    }
  }

  /** How many prompts the agents are done with. */
  private static long committed(String servers) {
    TopicPartition partition = new TopicPartition(Topics.PROMPTS, 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      OffsetAndMetadata offset =
          admin
              .listConsumerGroupOffsets(GROUP)
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
