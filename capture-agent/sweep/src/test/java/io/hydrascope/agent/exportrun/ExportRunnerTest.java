package io.hydrascope.agent.exportrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.sweep.Activations;
import io.hydrascope.agent.sweep.ModelInfo;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.schemas.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportRunnerTest {
  private static final Path FOLDER = Path.of("../model/src/test/resources/exports");
  private static final String MODEL = "model.onnx";
  private static final String DATA = "model.onnx.data";

  @Test
  void modelInfo_gpt2_saysWhatItIs() {
    try (ExportRunner runner = open("gpt2_dynamo")) {
      ModelInfo info = runner.modelInfo();
      assertThat(info.modelType()).isEqualTo("onnx");
      assertThat(info.layers()).isEqualTo(2);
      assertThat(info.heads()).isEqualTo(4);
      assertThat(info.width()).isEqualTo(24);
      assertThat(info.vocabulary()).isEqualTo(40);
      assertThat(info.contextLength()).isEqualTo(ModelInfo.UNKNOWN);
      assertThat(info.contentSha256()).matches("[0-9a-f]{64}");
      assertThat(info.parameters()).isGreaterThan(10_000);
    }
  }

  @Test
  void modelInfo_sameFilesByAnotherName_haveTheSameDigest(@TempDir Path folder) throws IOException {
    Path named = folder.resolve("other.onnx");
    Files.copy(export("llama_dynamo_external"), named);
    Path data = folder.resolve(DATA);
    Files.copy(export("llama_dynamo_external").resolveSibling(DATA), data);
    String original = digest(export("llama_dynamo_external"));
    assertThat(digest(named)).isEqualTo(original);
    byte[] weights = Files.readAllBytes(data);
    weights[100] ^= 1;
    Files.write(data, weights);
    assertThat(digest(named)).isNotEqualTo(original);
  }

  @Test
  void requireRunnable_asLongAsThePositionTable_fits() {
    try (ExportRunner runner = open("gpt2_dynamo")) {
      runner.requireRunnable(TestingGolden.prompt("p", new int[32]));
      assertThatThrownBy(() -> runner.requireRunnable(TestingGolden.prompt("long", new int[50])))
          .isInstanceOf(BadPromptException.class)
          .hasMessage("prompt long: tokens=50, this export's graph accepts 32: shorten it");
      assertThatThrownBy(() -> runner.requireRunnable(TestingGolden.prompt("p", new int[33])))
          .hasMessageContaining("tokens=33, this export's graph accepts 32");
      runner.requireRunnable(TestingGolden.prompt("p", new int[31]));
    }
  }

  @Test
  void requireRunnable_tokenOutsideTheVocabulary_isNamed() {
    try (ExportRunner runner = open("gpt2_dynamo")) {
      assertThatThrownBy(() -> runner.requireRunnable(TestingGolden.prompt("p", 3, 40)))
          .hasMessage("prompt p: token=40 is outside the vocabulary, 0 to 39");
    }
  }

  @Test
  void requireRunnable_memoryTooSmall_namesNeedAndBudget() {
    EngineOptions tiny = new EngineOptions(TestingGolden.OPTIONS.threads(), 1000);
    try (ExportRunner starved = ExportRunner.load(export("gpt2_dynamo"), tiny)) {
      assertThatThrownBy(() -> starved.requireRunnable(TestingGolden.prompt("p", 3, 4)))
          .isInstanceOf(BadPromptException.class)
          .hasMessageContainingAll("memory budget", "raise it");
    }
  }

  @Test
  void everywhere_anyPosition_isTheSameOfAPromptThatEndsThere() {
    try (ExportRunner runner = open("llama_torchscript")) {
      Activations whole = runner.everywhere(new int[] {3, 17, 38, 5});
      Activations part = runner.everywhere(new int[] {3, 17});
      assertThat(whole.length()).isEqualTo(4);
      for (Component component :
          new Component[] {
            Component.head(1, 2), Component.attnOut(1), Component.mlpOut(0), Component.mlpOut(1)
          }) {
        assertThat(whole.value(component, 1))
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(part.value(component, 1));
      }
    }
  }

  private static ExportRunner open(String export) {
    return ExportRunner.load(export(export), TestingGolden.OPTIONS);
  }

  private static Path export(String name) {
    return FOLDER.resolve(name).resolve(MODEL);
  }

  private static String digest(Path file) {
    try (ExportRunner runner = ExportRunner.load(file, TestingGolden.OPTIONS)) {
      return runner.modelInfo().contentSha256();
    }
  }
}
