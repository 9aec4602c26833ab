package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.embedded.Part;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.deadletter.DeadLetterMessage;
import io.hydrascope.schemas.deadletter.DeadLetterPlace;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Letters as the jobs write them, on a real broker. */
class DeadLettersIT {
  @RegisterExtension static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA);

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PLACE = Topics.CAPTURES + "/0/";

  private static final String PROMPT = Topics.PROMPTS + "/0/3";
  private static final byte[] NO_UTF8 = HexFormat.of().parseHex("7b2274657874223a22c328ff227d");
  private static final int LARGE_BYTES = 7_500_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  private record Ended(int exitCode, String out, String err) {}

  @BeforeAll
  static void write() throws Exception {
    Map<String, Object> kafka = Map.of("bootstrap.servers", PLATFORM.kafka().bootstrapServers());
    try (Admin admin = Admin.create(kafka);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.CAPTURES, Optional.of(1), Optional.empty())
                      .configs(
                          Map.of("max.message.bytes", Integer.toString(Topics.MAX_MESSAGE_BYTES))),
                  new NewTopic(Topics.PROMPTS, Optional.of(1), Optional.empty()),
                  new NewTopic(Topics.DEAD_LETTERS, Optional.of(1), Optional.empty())))
          .all()
          .get();
      writeLarge(kafka);
      producer.send(prompt()).get();
      producer.send(letter(7, "not_arrow", "abc")).get();
      producer.send(letter(8, "wrong_checksum", "whole")).get();
      producer.send(letter(8, "wrong_checksum", "whole")).get(); // at least once
      producer.send(ofLaterVersion()).get();
      producer.send(letter(9, "unknown_schema", "old")).get();
    }
  }

  /** A message that is too large for a letter, and the letter that says where it lies. */
  private static void writeLarge(Map<String, Object> kafka) throws Exception {
    Map<String, Object> large = new HashMap<>(kafka);
    large.put("compression.type", "zstd");
    large.put("max.request.size", 2 * LARGE_BYTES);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(large, new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] value = new byte[LARGE_BYTES];
      producer.send(new ProducerRecord<>(Topics.CAPTURES, value)).get();
      DeadLetterMessage letter =
          DeadLetterMessage.about(
              DeadLetter.of(
                  new DeadLetterPlace(Topics.CAPTURES, 0, 0), Map.of(), value, "large", "why"));
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(Topics.DEAD_LETTERS, letter.key(), letter.value());
      letter.headers().forEach(record.headers()::add);
      producer.send(record).get();
    }
  }

  private static ProducerRecord<byte[], byte[]> letter(long offset, String reason, String value) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topics.DEAD_LETTERS, utf8(PLACE + offset), utf8(value));
    letter.headers().add("run_id", utf8("run-1"));
    letter.headers().add("crc32c", utf8("00000000"));
    letter.headers().add("dead_letter_topic", utf8(Topics.CAPTURES));
    letter.headers().add("dead_letter_partition", utf8("0"));
    letter.headers().add("dead_letter_offset", utf8(Long.toString(offset)));
    letter.headers().add("dead_letter_reason", utf8(reason));
    letter.headers().add("dead_letter_detail", utf8("why " + offset));
    return letter;
  }

  /** Its key is no place: only its own version says how to read it. */
  private static ProducerRecord<byte[], byte[]> ofLaterVersion() {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topics.DEAD_LETTERS, utf8("later"), utf8("abc"));
    letter.headers().add("dead_letter_version", utf8("9"));
    return letter;
  }

  @Test
  void all_letterOfALaterVersion_isSkippedAndTold() {
    String told =
        "skipped: 1 letter in layout version 9, which this build does not read; upgrade Hydrascope"
            + " to read it\n";
    assertThat(run("list", "--all").err()).isEqualTo(told);
    assertThat(run("list", "--all").out()).contains("5 dead letters");
    assertThat(run("show", PLACE + "7").err()).isEqualTo(told);
    assertThat(run("retry", "--reason", "no_such_reason").err()).isEqualTo(told);
  }

  /** As the agent writes it. */
  private static ProducerRecord<byte[], byte[]> prompt() {
    DeadLetterMessage letter =
        DeadLetterMessage.about(
            DeadLetter.of(
                new DeadLetterPlace(Topics.PROMPTS, 0, 3),
                Map.of("trace", utf8("abc")),
                NO_UTF8,
                "bad_prompt",
                "byte 9 is no UTF-8"));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTERS, letter.key(), letter.value());
    letter.headers().forEach(record.headers()::add);
    return record;
  }

  @Test
  void showAndRetry_promptThatIsNoUtf8_isReadableAndSubmittedByteByByte() throws IOException {
    assertThat(run("show", PROMPT).out())
        .contains("trace = abc", "text         {\"text\":\"\\xc3(\\xff\"}");
    JsonNode shown = json("show", PROMPT, "--json").get(0);
    assertThat(shown.get("value_base64").binaryValue()).isEqualTo(NO_UTF8);
    assertThat(shown.get("value_text").asText()).isEqualTo("{\"text\":\"\\xc3(\\xff\"}");

    String retriedAs = json("retry", PROMPT, "--json").get(0).get("retried_as").asText();
    assertThat(retriedAs).isEqualTo(Topics.PROMPTS + "/0/0");
    ConsumerRecord<byte[], byte[]> repeated = first(Topics.PROMPTS);
    assertThat(repeated.value()).isEqualTo(NO_UTF8);
    assertThat(repeated.headers().toArray())
        .extracting(Header::key)
        .containsExactlyInAnyOrder("trace", "dead_letter_retry_of");
    assertThat(repeated.headers().lastHeader("dead_letter_retry_of").value())
        .isEqualTo(utf8(PROMPT));
  }

  private static ConsumerRecord<byte[], byte[]> first(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", PLATFORM.kafka().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
      Await.until(
          LIMIT,
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            return !found.isEmpty();
          },
          () -> "a record of " + topic);
      return found.get(0);
    }
  }

  @Test
  void showAndRetry_largeMessage_isTakenFromItsOwnTopic() {
    assertThat(run("show", PLACE + "0").out())
        .contains("the first 1,024 bytes of 7,500,000; the message itself lies at its place");
    String retriedAs = json("retry", PLACE + "0", "--json").get(0).get("retried_as").asText();
    DeadLetterPlace place = DeadLetterPlace.parse(retriedAs);
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", PLATFORM.kafka().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, place.offset());
      ConsumerRecord<byte[], byte[]> repeated = consumer.poll(LIMIT).iterator().next();
      assertThat(repeated.value()).hasSize(LARGE_BYTES);
      assertThat(repeated.headers().lastHeader("dead_letter_retry_of").value())
          .isEqualTo(utf8(PLACE + "0"));
    }
  }

  @Test
  void list_json_hasEachLetterOnceWithItsReason() {
    assertThat(json("list", "--all", "--json"))
        .extracting(letter -> letter.get("place").asText() + " " + letter.get("reason").asText())
        .containsExactly(
            PLACE + "0 large",
            PLACE + "7 not_arrow",
            PLACE + "8 wrong_checksum",
            PLACE + "9 unknown_schema",
            PROMPT + " bad_prompt");
  }

  @Test
  void show_output_writesTheValue() throws IOException {
    Path file = folder.resolve("value");
    Ended shown = run("show", PLACE + "7", "--output", file.toString());
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out()).contains("not_arrow", "why 7", "run_id = run-1", "61 62 63");
    assertThat(Files.readString(file)).isEqualTo("abc");
  }

  @Test
  void show_noSuchLetter_saysWhatIs() {
    Ended shown = run("show", PLACE + "99");
    assertThat(shown.exitCode()).isEqualTo(2);
    assertThat(shown.err()).contains(PLACE + "99", "list").hasLineCount(2);
  }

  @Test
  void retry_twice_submitsOnceAndSaysSo() {
    List<JsonNode> moved = json("retry", PLACE + "8", "--restamp", "--json");
    assertThat(moved).hasSize(1);
    String retriedAs = moved.get(0).get("retried_as").asText();
    assertThat(retriedAs).startsWith(PLACE);

    assertThat(json("retry", "--reason", "wrong_checksum", "--json")).isEmpty();
    assertThat(run("retry", PLACE + "8").out()).contains("0 submitted, 1 left alone");
    assertThat(json("list", "--json", "--reason", "wrong_checksum")).isEmpty();
    assertThat(json("list", "--json", "--all", "--reason", "wrong_checksum"))
        .singleElement()
        .satisfies(letter -> assertThat(letter.get("retried_as").asText()).isEqualTo(retriedAs));
  }

  @Test
  void retry_nothingChosen_asksWhich() {
    Ended ended = run("retry");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("--reason", "--all").hasLineCount(1);
  }

  private static List<JsonNode> json(String... arguments) {
    Ended ended = run(arguments);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out().lines().map(DeadLettersIT::parse).toList();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Hydrascope.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--kafka", PLATFORM.kafka().bootstrapServers()));
    int exitCode = commandLine.execute(all.toArray(String[]::new));
    return new Ended(exitCode, out.toString(), err.toString());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
