package io.hydrascope.agent.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.TextTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptFileTest {
  private static final String TOKENIZER =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
       "decoder": null,
       "model": {"type": "WordLevel", "vocab": {"the": 4, "hydra": 2, "?": 0}, "unk_token": "?"}}
      """;

  @TempDir Path folder;

  @Test
  void read_allKeys_givesPrompts() throws IOException {
    List<Prompt> prompts =
        read(
            """
            {"id": "p0", "tokens": [1, 2], "donors": ["p1"], "segment": {"task": "sums"}}

            {"id": "p1", "tokens": [3], "group": "g", "answers": [1, 2]}
            """);
    assertThat(prompts).hasSize(2);
    assertThat(prompts.get(0).tokens()).containsExactly(1, 2);
    assertThat(prompts.get(0).segments()).isEqualTo(Map.of("task", "sums"));
    assertThat(prompts.get(0).group()).isEqualTo("p0");
    assertThat(prompts.get(1).group()).isEqualTo("g");
  }

  @Test
  void read_text_isTokenizedByTheFoldersTokenizer() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    Path file = write("{\"id\": \"p\", \"text\": \"the hydra sleeps\"}");
    try (TextTokenizer tokenizer = TextTokenizer.find(folder).orElseThrow()) {
      List<Prompt> prompts = PromptFile.read(file, Optional.of(tokenizer), prompt -> {});
      assertThat(prompts.get(0).tokens()).containsExactly(4, 2, 0);
    }
  }

  @Test
  void find_noOrDamagedTokenizer_isEmptyOrRefused() throws IOException {
    assertThat(TextTokenizer.find(folder)).isEmpty();
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    assertThatThrownBy(() -> TextTokenizer.find(folder))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContaining("no readable tokenizer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\": \"b\", \"tokens\": []}|id=b: tokens=0, at least 1",
        "{\"id\": \"b\", \"token\": [1]}|unknown key token; did you mean tokens?",
        "{\"id\": \"b\", \"segments\": {}, \"tokens\": [1]}|did you mean segment?",
        "{\"id\": \"b\", \"messages\": []}|messages need a tokenizer.json",
        "{\"id\": \"a\", \"tokens\": [1]}|id=a is already on line 1",
        "{\"tokens\": [1]}|id is missing",
        "{\"id\": \" \", \"tokens\": [1]}|needs a name",
        "{\"id\": 7, \"tokens\": [1]}|id=7 must be text",
        "{\"id\": \"b\", \"tokens\": [1, 2.5]}|tokens[1]=2.5 is no token id",
        "{\"id\": \"b\", \"tokens\": [99999999999]}|tokens[0]=99999999999 is no token id",
        "{\"id\": \"b\", \"tokens\": 1}|tokens=1 must be a list",
        "{\"id\": \"b\", \"text\": \"x\"}|needs a tokenizer.json",
        "{\"id\": \"b\", \"text\": \"x\", \"tokens\": [1]}|tokens, text or messages",
        "{\"id\": \"b\", \"tokens\": [1], \"segment\": {\"task\": 3}}|task=3 must be text",
        "{\"id\": \"b\", \"tokens\": [1], \"segment\": 3}|segment must be an object",
        "[1]|is not a JSON object",
        "{\"id\": |is not readable JSON",
        "{\"id\": \"\\ud800\", \"tokens\": [1]}|half of a surrogate pair",
        "{\"id\": \"b\", \"text\": \"a\\udc00\"}|half of a surrogate pair",
        "{\"id\": \"b\", \"tokens\": [1]} x|is not readable JSON"
      })
  void read_badLine_namesLineAndReason(String line, String reason) throws IOException {
    Path file = write("{\"id\": \"a\", \"tokens\": [1]}\n" + line + "\n");
    assertThatThrownBy(() -> PromptFile.read(file, Optional.empty(), prompt -> {}))
        .isInstanceOf(BadPromptException.class)
        .hasMessageStartingWith(file + " line 2: ")
        .hasMessageContaining(reason);
  }

  @Test
  void read_promptThatFailsTheCheck_namesItsLine() throws IOException {
    Path file = write("\n{\"id\": \"a\", \"tokens\": [1]}");
    assertThatThrownBy(
            () ->
                PromptFile.read(
                    file,
                    Optional.empty(),
                    prompt -> {
                      throw new BadPromptException("too long");
                    }))
        .hasMessage(file + " line 2: too long");
  }

  @Test
  void read_emptyMissingOrBinaryFile_saysSo() throws IOException {
    assertThatThrownBy(() -> read("\n\n")).hasMessageContaining("holds no prompt");
    Path missing = folder.resolve("none.jsonl");
    assertThatThrownBy(() -> PromptFile.read(missing, Optional.empty(), prompt -> {}))
        .hasMessage(missing + " is no file that can be read: give one with a JSON object a line");
    assertThatThrownBy(() -> PromptFile.read(folder, Optional.empty(), prompt -> {}))
        .hasMessageStartingWith(folder + " is no file that can be read");
    Path binary = folder.resolve("binary.jsonl");
    Files.write(binary, "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PromptFile.read(binary, Optional.empty(), prompt -> {}))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void read_lineWithoutEndOrByteOrderMark_isOneClearLine() throws IOException {
    assertThatThrownBy(() -> read("{}".repeat(5 << 20)))
        .isInstanceOf(BadPromptException.class)
        .hasMessageEndingWith(
            "line 1: has more than 8,388,608 characters, the most of a line: one JSON object a line"
                + " is needed");
    assertThatThrownBy(() -> read("\n{\"id\": \"a\", \"tokens\": [1]}\n" + "x".repeat(9 << 20)))
        .hasMessageContaining("line 3: has more than 8,388,608 characters");
    Path endless = Path.of("/dev/zero");
    assumeThat(endless).isReadable();
    assertThatThrownBy(() -> PromptFile.read(endless, Optional.empty(), prompt -> {}))
        .hasMessageStartingWith("/dev/zero line 1: has more than 8,388,608 characters");
    assertThatThrownBy(() -> read("\uFEFF{\"id\": \"a\", \"tokens\": [1]}"))
        .hasMessageEndingWith(
            "line 1: begins with a byte order mark: save the file as plain UTF-8");
    assertThat(read("{\"id\": \"a\", \"tokens\": [1]}\r\n{\"id\": \"b\", \"tokens\": [1]}\r\n"))
        .hasSize(2);
  }

  private List<Prompt> read(String content) throws IOException {
    return PromptFile.read(write(content), Optional.empty(), prompt -> {});
  }

  private Path write(String content) throws IOException {
    Path file = folder.resolve("prompts.jsonl");
    Files.writeString(file, content);
    return file;
  }
}
