package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.embedded.Part;
import io.hydrascope.schemas.Topics;
import io.hydrascope.testkit.TestingPlatform;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
                  new NewTopic(Topics.CAPTURES, Optional.of(1), Optional.empty()),
                  new NewTopic(Topics.DEAD_LETTERS, Optional.of(1), Optional.empty())))
          .all()
          .get();
      producer.send(letter(7, "not_arrow", "abc")).get();
      producer.send(letter(8, "wrong_checksum", "whole")).get();
      producer.send(letter(8, "wrong_checksum", "whole")).get(); // at least once
      producer.send(letter(9, "unknown_schema", "old")).get();
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

  @Test
  void list_json_hasEachLetterOnceWithItsReason() {
    assertThat(json("list", "--all", "--json"))
        .extracting(letter -> letter.get("place").asText() + " " + letter.get("reason").asText())
        .containsExactly(
            PLACE + "7 not_arrow", PLACE + "8 wrong_checksum", PLACE + "9 unknown_schema");
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
    assertThat(shown.err()).contains(PLACE + "99", "list").hasLineCount(1);
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
    List<String> all = new java.util.ArrayList<>(List.of("dead-letters"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--kafka", PLATFORM.kafka().bootstrapServers()));
    int exitCode = commandLine.execute(all.toArray(String[]::new));
    return new Ended(exitCode, out.toString(), err.toString());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
