package io.hydrascope.agent.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.checkpoint.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages, by a tokenizer whose tokens are words: 0 is unknown, 9 is what it begins a text with.
 */
class ConversationPromptTest {
  private static final String TOKENIZER =
      """
      {"version": "1.0", "truncation": null, "padding": null, "normalizer": null, "decoder": null,
       "added_tokens": [{"id": 9, "content": "<s>", "single_word": false, "lstrip": false,
         "rstrip": false, "normalized": false, "special": true}],
       "pre_tokenizer": {"type": "WhitespaceSplit"},
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
         "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [9], "tokens": ["<s>"]}}},
       "model": {"type": "WordLevel", "unk_token": "?",
         "vocab": {"?": 0, "user": 1, "assistant": 2, "hi": 3, "yes": 4, "end": 5, "why": 6, "think": 7, "tools": 8, "<s>": 9}}}
      """;
  private static final String TEMPLATE =
      "{{ bos_token }}{% if tools %} tools{% endif %}{% for m in messages %} {{ m.role }}"
          + " {{ m.content }} end{% endfor %}{% if add_generation_prompt %} assistant{% endif %}";

  @TempDir Path folder;

  private Prompt parse(String messages) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    try (TextTokenizer tokenizer = TextTokenizer.find(folder).orElseThrow()) {
      return new PromptLine(Optional.of(tokenizer)).parse("{\"id\": \"a\", " + messages + "}");
    }
  }

  private void template(String template) throws IOException {
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"<s>\"}");
    Files.writeString(folder.resolve("chat_template.jinja"), template);
  }

  @Test
  void parse_endsWithUser_beginsOnceAndAsksForAnAnswer() throws IOException {
    template(TEMPLATE);

    Prompt prompt = parse("\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]");

    assertThat(prompt.tokens()).containsExactly(9, 1, 3, 5, 2);
    assertThatThrownBy(() -> prompt.assistant().required("a"))
        .isInstanceOf(BadPromptException.class)
        .hasMessageContainingAll(
            "prompt a", "readout=answer", "no messages in which the assistant");
  }

  @Test
  void parse_endsWithAssistant_goesOnAndTellsItsTokens() throws IOException {
    template(TEMPLATE);

    Prompt prompt =
        parse(
            "\"messages\": [{\"role\": \"user\", \"content\": \"hi\"},"
                + "{\"role\": \"assistant\", \"content\": \"yes 😀\"},"
                + "{\"role\": \"user\", \"content\": \"why\"},"
                + "{\"role\": \"assistant\", \"content\": \"think yes\"}]");

    assertThat(prompt.tokens()).containsExactly(9, 1, 3, 5, 2, 4, 0, 5, 1, 6, 5, 2, 7, 4);
    assertThat(prompt.assistant().required("a")).containsExactly(5, 6, 7, 12, 13);
  }

  @Test
  void parse_generationBlocks_tellTheAssistantsTokens() throws IOException {
    template(
        "{% for m in messages %} {{ m.role }} {% if m.role == 'assistant' %}{% generation %}"
            + "{{ m.content }}{% endgeneration %}{% else %}{{ m.content }}{% endif %} end"
            + "{% endfor %}");

    Prompt prompt =
        parse(
            "\"messages\": [{\"role\": \"assistant\", \"content\": \"yes\"},"
                + "{\"role\": \"user\", \"content\": \"why\"}]");

    assertThat(prompt.tokens()).containsExactly(2, 4, 5, 1, 6, 5);
    assertThat(prompt.assistant().required("a")).containsExactly(1);
  }

  @Test
  void parse_templateDropsThinking_namesTheTurnWhereAnswersAreAskedFor() throws IOException {
    template(
        "{% for m in messages %} {{ m.role }} {{ m.content if loop.last else m.content.split()[-1] }}"
            + "{% endfor %}{% if add_generation_prompt %} assistant{% endif %}");

    Prompt prompt =
        parse(
            "\"messages\": [{\"role\": \"user\", \"content\": \"hi\"},"
                + "{\"role\": \"assistant\", \"content\": \"think yes\"},"
                + "{\"role\": \"user\", \"content\": \"why\"}]");

    assertThat(prompt.tokens()).containsExactly(1, 3, 2, 4, 1, 6, 2);
    assertThatThrownBy(() -> prompt.assistant().required("a"))
        .isInstanceOf(BadPromptException.class)
        .hasMessageContainingAll("chat_template.jinja", "messages[1]", "--readout");
  }

  @Test
  void parse_namedTemplates_takesToolUseWithTools() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"bos_token": {"content": "<s>"}, "chat_template": [
          {"name": "default", "template": "{{ bos_token }} hi"},
          {"name": "tool_use", "template": "{{ bos_token }} tools"}]}
        """);
    String messages = "\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]";

    assertThat(parse(messages).tokens()).containsExactly(9, 3);
    assertThat(parse(messages + ", \"tools\": [{\"name\": \"f\"}]").tokens()).containsExactly(9, 8);
  }

  @Test
  void parse_badConversation_saysWhatToDo() throws IOException {
    String messages = "\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]";
    requireRefused(messages, "need a chat template, and " + folder + " has none");
    template("{{ raise_exception('only tools') }}");
    requireRefused(messages, "chat_template.jinja line 1: it refuses these messages: only tools");
    requireRefused("\"messages\": []", "messages must be a list of at least one");
    requireRefused("\"messages\": [{\"content\": \"hi\"}]", "messages[0] has no role");
    requireRefused("\"tokens\": [1], \"tools\": []", "tools go with messages");
    requireRefused("\"tokens\": [1], " + messages, "needs tokens, text or messages, one of them");
  }

  private void requireRefused(String prompt, String message) {
    assertThatThrownBy(() -> parse(prompt))
        .isInstanceOf(BadPromptException.class)
        .hasMessageContaining(message);
  }
}
