package io.hydrascope.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.TestingCheckpoint;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.schemas.capture.CaptureRows;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRunnerTest {
  @TempDir Path temporary;

  @Test
  void load_gpt2WithoutPrefixAndWithMasks_isTheSameModel() {
    TestingCheckpoint copy = copy("gpt2");
    TestingSafetensors.read(copy.weights())
        .withoutPrefix("transformer.")
        .put("h.0.attn.bias", new float[96 * 96], 1L, 1L, 96L, 96L)
        .put("h.0.attn.masked_bias", new float[] {-10_000})
        .retype("h.0.attn.bias", "U8_OR_ELSE")
        .write(copy.weights());
    assertThat(sweep(copy.folder())).isEqualTo(sweep(TestingGolden.folder("gpt2")));
  }

  @Test
  void load_newConfigForm_isTheSameModel() {
    TestingCheckpoint copy = copy("llama_llama3_tied");
    copy.config("\"dtype\"", "\"torch_dtype\"")
        .config("\"rope_theta\": 100.0,", "")
        .config("\"rope_scaling\": {", "\"rope_parameters\": {\"rope_theta\": 100.0,");
    assertThat(sweep(copy.folder())).isEqualTo(sweep(TestingGolden.folder("llama_llama3_tied")));
  }

  @Test
  void load_unalignedWeights_isTheSameModel() throws java.io.IOException {
    TestingCheckpoint copy = copy("llama_bf16");
    TestingSafetensors.pad(copy.weights(), 1);
    assertThat(sweep(copy.folder())).isEqualTo(sweep(TestingGolden.folder("llama_bf16")));
    TestingCheckpoint wide = copy("llama");
    TestingSafetensors.pad(wide.weights(), 3);
    assertThat(sweep(wide.folder())).isEqualTo(sweep(TestingGolden.folder("llama")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"gpt2\"|\"mamba\"|model_type=mamba is not supported; supported: ernie4_5, exaone4",
        "\"model_type\"|\"type_of_model\"|model_type is missing",
        "\"n_layer\": 3|\"n_layer\": 4|tensor transformer.h.3.ln_1.weight is missing",
        "\"n_layer\": 3|\"n_layer\": 0|n_layer=0: it must be 1 to",
        "\"n_head\": 4|\"n_head\": 5|n_embd=48 is no multiple of n_head=5",
        "\"vocab_size\": 120|\"vocab_size\": 121|has shape=[120, 48], config.json asks for [121, 48]",
        "\"gelu_new\"|\"tanhexp\"|activation_function=tanhexp is not supported",
        "\"add_cross_attention\": false|\"add_cross_attention\": true|add_cross_attention=true"
      })
  void load_configThatDoesNotFit_namesEntry(String old, String changed, String message) {
    TestingCheckpoint copy = copy("gpt2").config(old, changed);
    assertBad(copy, message);
  }

  @Test
  void load_unknownRope_isRefused() {
    TestingCheckpoint copy = copy("llama_llama3_tied").config("\"llama3\"", "\"ntk\"");
    assertBad(copy, "rope_type=ntk is not supported; supported: default, dynamic, linear, llama3");
  }

  @Test
  void load_damagedWeights_areRefused() {
    TestingCheckpoint copy = copy("gpt2");
    String name = "transformer.h.1.mlp.c_fc.weight";
    TestingSafetensors.read(copy.weights()).setFirst(name, Float.NaN).write(copy.weights());
    assertBad(copy, name + " holds NaN");
    TestingSafetensors.read(copy.weights()).remove(name).write(copy.weights());
    assertBad(copy, name + " is missing");
  }

  private TestingCheckpoint copy(String model) {
    return TestingCheckpoint.copyOf(TestingGolden.folder(model), temporary.resolve(model));
  }

  private static float[] sweep(Path folder) {
    try (ModelRunner runner = ModelRunner.load(folder, TestingGolden.OPTIONS)) {
      CaptureRows rows =
          Sweep.zero(runner, TestingGolden.zeroPlan(runner.modelInfo().basis(), "all"))
              .run(TestingGolden.prompt("p", 7, 3, 11, 2));
      return rows.contributions();
    }
  }

  private static void assertBad(TestingCheckpoint checkpoint, String message) {
    assertThatThrownBy(() -> ModelRunner.load(checkpoint.folder(), TestingGolden.OPTIONS).close())
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
