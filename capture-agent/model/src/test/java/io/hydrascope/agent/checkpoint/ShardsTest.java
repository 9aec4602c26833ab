package io.hydrascope.agent.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {
  private static final Path SHARDED = Path.of("src/test/resources/golden/llama_sharded");
  private static final String FIRST = "model-00001-of-00003.safetensors";
  private static final String SECOND = "model-00002-of-00003.safetensors";
  private static final String GATE = "model.layers.0.mlp.gate_proj.weight"; // in FIRST
  private static final String KEYS = "model.layers.0.self_attn.k_proj.weight"; // in FIRST

  @TempDir Path temporary;
  private Path folder = Path.of(".");

  @BeforeEach
  void copy() throws IOException {
    folder = Files.createDirectories(temporary.resolve("snapshot"));
    for (Path file : files(SHARDED)) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
  }

  @Test
  void open_shards_readsTensorsOfEach() {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Weights weights = checkpoint.weights();
      assertThat(weights.tensors().values().stream().map(TensorInfo::file).distinct()).hasSize(3);
      weights.tensors().values().forEach(weights::requireFinite);
      assertThat(weights.tensors()).hasSize(21);
    }
  }

  @Test
  void open_hubCache_findsShardsUnderTheirHashes() throws IOException {
    String direct = contentSha256(folder);
    Path blobs = Files.createDirectories(temporary.resolve("blobs"));
    Path hub = Files.createDirectories(temporary.resolve("snapshots/main"));
    int blob = 0;
    for (Path file : files(folder)) {
      Path target = Files.move(file, blobs.resolve("00ff" + blob++));
      Files.createSymbolicLink(
          hub.resolve(file.getFileName()), Path.of("../../blobs").resolve(target.getFileName()));
    }
    try (Checkpoint checkpoint = Checkpoint.open(hub)) {
      assertThat(checkpoint.contentSha256()).isEqualTo(direct);
      assertThat(checkpoint.weights().tensors().values())
          .allMatch(tensor -> blobs.equals(tensor.file().getParent()));
    }
  }

  @Test
  void open_shardsInTwoRealFolders_areRefused() throws IOException {
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
    Path moved = Files.move(folder.resolve(FIRST), elsewhere.resolve(FIRST));
    Files.createSymbolicLink(folder.resolve(FIRST), moved);
    assertBad("symbolic links into 2 folders", "supported is one");
  }

  @Test
  void contentSha256_changedShard_differs() throws IOException {
    String before = contentSha256(folder);
    byte[] bytes = Files.readAllBytes(folder.resolve(SECOND));
    bytes[bytes.length - 1] ^= 1;
    Files.write(folder.resolve(SECOND), bytes);
    assertThat(contentSha256(folder)).isNotEqualTo(before);
  }

  @Test
  void open_missingShard_namesIt() throws IOException {
    Files.delete(folder.resolve(SECOND));
    assertBad("has no file " + SECOND);
  }

  @Test
  void open_indexThatDisagrees_isReadByItsFilesAndSaysSo() throws IOException {
    index("\"" + GATE + "\": \"" + FIRST, "\"" + GATE + "\": \"" + SECOND);
    index("\"weight_map\": {", "\"weight_map\": {\"model.old.weight\": \"" + FIRST + "\",");
    index("    \"" + KEYS + "\": \"" + FIRST + "\",\n", "");
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.weights().tensors()).hasSize(21).containsKeys(GATE, KEYS);
      assertThat(checkpoint.notes())
          .containsExactly(
              ShardIndex.NAME + " names 1 tensor that no file holds (model.old.weight)",
              ShardIndex.NAME
                  + " names 1 tensor that lie in another file than it says ("
                  + GATE
                  + ")",
              ShardIndex.NAME + " does not name 1 tensor of its files (" + KEYS + ")");
    }
  }

  @Test
  void open_tensorInTwoShards_isTheOneOfTheIndex() throws IOException {
    TestingSafetensors.read(folder.resolve(SECOND))
        .put(GATE, new float[] {1}, 1L)
        .write(folder.resolve(SECOND));
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertThat(checkpoint.weights().tensors().values())
          .filteredOn(tensor -> tensor.name().equals(GATE))
          .singleElement()
          .matches(tensor -> tensor.file().endsWith(FIRST));
    }
  }

  @Test
  void open_tensorInTwoShardsAndNotInTheIndex_namesBoth() throws IOException {
    index("    \"" + GATE + "\": \"" + FIRST + "\",\n", "");
    TestingSafetensors.read(folder.resolve(SECOND))
        .put(GATE, new float[] {1}, 1L)
        .write(folder.resolve(SECOND));
    assertBad(GATE, FIRST, SECOND, "it must be in one file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../model.safetensors",
        "/etc/passwd",
        "..",
        ".",
        "",
        "sub/model.safetensors",
        "sub\\\\model.safetensors",
        "C:model.safetensors",
        "a\\u0000b"
      })
  void open_pathOutsideTheFolder_isRefusedByValue(String name) throws IOException {
    index(FIRST, name);
    assertBad("it must be a plain file name in the same folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"weight_map\": []}", "{\"weight_map\": {}}"})
  void open_indexWithoutWeightMap_saysSo(String index) throws IOException {
    Files.writeString(folder.resolve(ShardIndex.NAME), index);
    assertBad("weight_map is missing or empty");
  }

  @Test
  void open_hugeIndex_isBounded() throws IOException {
    Files.write(folder.resolve(ShardIndex.NAME), new byte[ShardIndex.MAX_BYTES + 1]);
    assertBad("larger than");
  }

  private void index(String old, String replacement) throws IOException {
    Path file = folder.resolve(ShardIndex.NAME);
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, replacement));
  }

  private void assertBad(String... parts) {
    assertThatThrownBy(() -> Checkpoint.open(folder).close())
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private static String contentSha256(Path folder) {
    try (Checkpoint opened = Checkpoint.open(folder)) {
      return opened.contentSha256();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
