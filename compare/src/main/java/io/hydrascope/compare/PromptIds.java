package io.hydrascope.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.schemas.text.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of a file's prompts; what they ask is not read. */
final class PromptIds {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A query that names more is no query any more. */
  private static final int MOST = 20_000;

  private PromptIds() {}

  /**
   * @throws BadInputException naming the line
   */
  static List<String> read(Path file) {
    Set<String> ids = new LinkedHashSet<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (!line.isBlank() && !ids.add(id(file, number, line))) {
        throw new BadInputException("%s:%d: this id was given before".formatted(file, number));
      }
    }
    if (ids.isEmpty() || ids.size() > MOST) {
      throw new BadInputException(
          "%s names %,d prompts: expected 1 to %,d".formatted(file, ids.size(), MOST));
    }
    return List.copyOf(ids);
  }

  private static List<String> lines(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException("--prompts " + file + " is no file");
    }
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new BadInputException("--prompts " + file + " cannot be read: " + e.getMessage());
    }
  }

  private static String id(Path file, int number, String line) {
    try {
      JsonNode id = JSON.readTree(line).path("id");
      if (id.isTextual()) {
        return id.asText();
      }
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          "%s:%d: no JSON: %s".formatted(file, number, e.getOriginalMessage()));
    }
    throw new BadInputException(
        "%s:%d: no \"id\": stored prompts are found by it".formatted(file, number));
  }
}
