package io.hydrascope.agent.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What transformers renders, from {@code reference/make_chat.py}. */
class ChatFixturesTest {
  private static final Path FOLDER = Path.of("src/test/resources/chat");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-05T14:07:09Z"), ZoneOffset.UTC);
  private static final Map<String, String> SPECIAL =
      Map.of("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>", "pad_token", "<pad>");

  private static Stream<JsonNode> lines(String file) throws IOException {
    return Files.readAllLines(FOLDER.resolve(file)).stream().map(ChatFixturesTest::json);
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<JsonNode> rendered() throws IOException {
    return lines("rendered.jsonl");
  }

  static Stream<JsonNode> snippets() throws IOException {
    return lines("snippets.jsonl");
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void render_publishedTemplate_isWhatTransformersRenders(JsonNode line) throws IOException {
    String name = line.get("template").textValue();
    String source = Files.readString(FOLDER.resolve("templates/" + name + ".jinja"));
    Chat.End end =
        switch (line.get("end").textValue()) {
          case "generate" -> Chat.End.GENERATE;
          case "continue" -> Chat.End.CONTINUE;
          default -> Chat.End.CLOSED;
        };
    requireSame(line, source, line.get("conversation").textValue(), end);
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void render_snippet_isWhatTransformersRenders(JsonNode line) throws IOException {
    requireSame(line, line.get("template").textValue(), "system", Chat.End.GENERATE);
  }

  private static void requireSame(JsonNode line, String source, String conversation, Chat.End end)
      throws IOException {
    JsonNode given = json(Files.readString(FOLDER.resolve("conversations.json"))).get(conversation);
    if (line.has("error")) {
      assertThatThrownBy(() -> render(source, given, end))
          .as("%s in %s", line.get("error"), line)
          .isInstanceOf(ChatTemplateException.class);
    } else {
      assertThat(render(source, given, end)).isEqualTo(line.get("text").textValue());
    }
  }

  private static String render(String source, JsonNode given, Chat.End end) {
    Conversation conversation =
        Conversation.of(given.get("messages"), Optional.ofNullable(given.get("tools")));
    ChatTemplate template = ChatTemplate.parse("t.jinja", source, CLOCK);
    return new Chat(template, source, SPECIAL).render(conversation, end).text();
  }

  @Test
  void fixtures_count_isThatOfTemplatesTimesConversations() throws IOException {
    try (Stream<Path> templates = Files.list(FOLDER.resolve("templates"))) {
      List<String> keys = List.of("template", "conversation");
      long pairs = rendered().map(line -> keys.stream().map(line::get).toList()).distinct().count();
      JsonNode conversations = json(Files.readString(FOLDER.resolve("conversations.json")));
      assertThat(pairs).isEqualTo(templates.count() * conversations.size());
    }
  }
}
