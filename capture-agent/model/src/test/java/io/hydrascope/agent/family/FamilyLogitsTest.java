package io.hydrascope.agent.family;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Profile;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.engine.TestingEngine;
import io.hydrascope.agent.graph.PlainGraph;
import io.hydrascope.agent.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family's logits against the float64 reference. */
class FamilyLogitsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String PRESENT_CONFIG = "config.transformers5.json";
  private static final int MOST_TOKENS = 64;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path temporary;

  static Stream<String> models() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("logits.safetensors")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void logits_asStored_equalReference(String model) throws IOException {
    compare(GOLDEN.resolve(model), GOLDEN.resolve(model));
  }

  @ParameterizedTest
  @MethodSource("models")
  void logits_ofPresentConfigForm_equalReference(String model) throws IOException {
    Path source = GOLDEN.resolve(model);
    Path copy = Files.createDirectories(temporary.resolve(model));
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.filter(path -> path.toString().contains("model")).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Files.copy(
        source.resolve(PRESENT_CONFIG),
        copy.resolve("config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    compare(copy, source);
  }

  @Test
  void logits_ofHubCacheInShards_equalReference() throws IOException {
    Path source = GOLDEN.resolve("llama_sharded");
    Path blobs = Files.createDirectories(temporary.resolve("blobs"));
    Path snapshot = Files.createDirectories(temporary.resolve("snapshots/1"));
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Path blob = blobs.resolve(Integer.toHexString(file.getFileName().hashCode()));
        Files.createSymbolicLink(snapshot.resolve(file.getFileName()), Files.copy(file, blob));
      }
    }
    compare(snapshot, source);
  }

  private static void compare(Path folder, Path golden) throws IOException {
    TestingSafetensors expected = TestingSafetensors.read(golden.resolve("logits.safetensors"));
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Transformer model = Families.describe(checkpoint);
      byte[] graph = PlainGraph.of(model);
      Path file = model.tokenEmbedding().file();
      try (GraphSession session =
          GraphSession.load(
              graph,
              requireNonNull(file.getParent()),
              () -> new Profile(checkpoint.contentSha256(), PlainGraph.axes(1, MOST_TOKENS)),
              TestingEngine.options())) {
        double worst = 0;
        for (String line : Files.readAllLines(golden.resolve("prompts.jsonl"))) {
          JsonNode prompt = JSON.readTree(line);
          int[] tokens = JSON.convertValue(prompt.path("tokens"), int[].class);
          float[] logits = expected.floats(prompt.path("id").asText());
          worst = Math.max(worst, worstDifference(logits(session, tokens), logits));
        }
        assertThat(worst).isLessThanOrEqualTo(TestingEngine.tolerance());
      }
    }
  }

  private static float[] logits(GraphSession session, int[] tokens) {
    int[] everywhere = IntStream.range(0, tokens.length).toArray();
    Tensors inputs =
        new Tensors()
            .put(
                PlainGraph.TOKENS, IntStream.of(tokens).asLongStream().toArray(), 1, tokens.length);
    return session.run(inputs.put(PlainGraph.READOUTS, everywhere)).floats(PlainGraph.LOGITS);
  }

  private static double worstDifference(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < found.length; i++) {
      double difference = Math.abs((double) found[i] - expected[i]);
      worst = Math.max(worst, difference / Math.max(1, Math.abs(expected[i])));
    }
    return worst;
  }
}
