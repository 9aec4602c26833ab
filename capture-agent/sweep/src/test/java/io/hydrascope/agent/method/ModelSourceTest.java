package io.hydrascope.agent.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
  private static final String HASH = "4e20de362430cd3b72f300e6b0f18e50e7166e08";

  @TempDir Path folder;

  @Test
  void family_snapshotOfTheHub_isItsRepository() throws IOException {
    Path snapshot =
        Files.createDirectories(
            folder.resolve("models--meta-llama--Llama-3.2-1B").resolve("snapshots").resolve(HASH));
    ModelSource source = new ModelSource.Checkpoint(snapshot);
    assertThat(source.family()).isEqualTo("meta-llama/Llama-3.2-1B");
    assertThat(source.revision()).isEqualTo(HASH);
    Path exports = Files.createDirectory(snapshot.resolve("onnx"));
    Path export = Files.createFile(exports.resolve("model.onnx"));
    assertThat(new ModelSource.Export(export).family()).isEqualTo("meta-llama/Llama-3.2-1B");
    Path old = Files.createDirectories(folder.resolve("models--gpt2/snapshots/607a30d7"));
    assertThat(new ModelSource.Checkpoint(old).family()).isEqualTo("gpt2");
  }

  @Test
  void family_anyOtherFolder_isTheNameAbove() {
    assertThat(new ModelSource.Checkpoint(folder.resolve("llama/v2")).family()).isEqualTo("llama");
    assertThat(new ModelSource.Checkpoint(folder.resolve("models--mine/v2")).family())
        .as("no snapshots there")
        .isEqualTo("models--mine");
  }
}
