package io.hydrascope.agent.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.engine.EngineOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small exports, with numbers that an independent implementation found in their checkpoints. */
final class Exports {
  static final EngineOptions OPTIONS = new EngineOptions(2, 512L << 20);
  static final int[] READOUTS = {2, 4};

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path FOLDER = Path.of("src/test/resources/exports");

  private Exports() {}

  static Path file(String export) {
    return FOLDER.resolve(export).resolve("model.onnx");
  }

  static Map<String, int[]> prompts() {
    Map<String, int[]> prompts = new LinkedHashMap<>();
    for (JsonNode node : lines("prompts")) {
      prompts.put(node.path("id").asText(), JSON.convertValue(node.path("tokens"), int[].class));
    }
    return prompts;
  }

  /** A prompt at least as long. */
  static String donor(String prompt) {
    return lines("prompts").stream()
        .filter(node -> node.path("id").asText().equals(prompt))
        .map(node -> node.path("donors").path(0).asText())
        .findFirst()
        .orElseThrow();
  }

  static List<JsonNode> lines(String name) {
    try {
      List<JsonNode> nodes = new ArrayList<>();
      for (String line : Files.readAllLines(FOLDER.resolve(name + ".jsonl"))) {
        nodes.add(JSON.readTree(line));
      }
      return nodes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
