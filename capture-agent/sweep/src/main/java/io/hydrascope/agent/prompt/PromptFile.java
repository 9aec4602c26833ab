package io.hydrascope.agent.prompt;

import io.hydrascope.agent.checkpoint.TextTokenizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads prompts, one JSON object a line; see {@link PromptLine}. Blank lines are skipped. */
public final class PromptFile {
  private final Path file;
  private final PromptLine line;
  private final Consumer<Prompt> check;
  private final List<Prompt> prompts = new ArrayList<>();
  private final Map<String, Integer> lineById = new HashMap<>();

  private PromptFile(Path file, Optional<TextTokenizer> tokenizer, Consumer<Prompt> check) {
    this.file = file;
    this.line = new PromptLine(tokenizer);
    this.check = check;
  }

  /**
   * @param check throws {@link BadPromptException} for a prompt that cannot be run, so that the
   *     error can name its line
   * @throws BadPromptException naming file, line, value and limit
   */
  public static List<Prompt> read(
      Path file, Optional<TextTokenizer> tokenizer, Consumer<Prompt> check) {
    return new PromptFile(file, tokenizer, check).read();
  }

  private List<Prompt> read() {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new BadPromptException(
          file + " is no file that can be read: give one with a JSON object a line");
    }
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      ShortLines lines = new ShortLines(reader);
      int number = 1;
      for (String text = next(lines, 1); text != null; text = next(lines, number)) {
        if (!text.isBlank()) {
          readLine(number, text);
        }
        number++;
      }
    } catch (CharacterCodingException e) {
      throw new BadPromptException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new BadPromptException(file + " cannot be read: " + e, e);
    }
    if (prompts.isEmpty()) {
      throw new BadPromptException(file + " holds no prompt: one JSON object a line is needed");
    }
    return List.copyOf(prompts);
  }

  private @Nullable String next(ShortLines lines, int number) throws IOException {
    try {
      return lines.next();
    } catch (BadPromptException e) {
      throw new BadPromptException("%s line %d: %s".formatted(file, number, e.getMessage()), e);
    }
  }

  private void readLine(int number, String text) {
    try {
      Prompt prompt = line.parse(text);
      Integer first = lineById.putIfAbsent(prompt.id(), number);
      if (first != null) {
        throw new BadPromptException("id=%s is already on line %d".formatted(prompt.id(), first));
      }
      check.accept(prompt);
      prompts.add(prompt);
    } catch (BadPromptException e) {
      throw new BadPromptException("%s line %d: %s".formatted(file, number, e.getMessage()), e);
    }
  }
}
