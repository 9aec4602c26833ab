package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family's logits against the float64 reference. */
class FamilyLogitsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String PRESENT_CONFIG = "config.transformers5.json";

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
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      TestingLogits.assertEqual(
          checkpoint, golden.resolve("prompts.jsonl"), golden.resolve("logits.safetensors"));
    }
  }
}
