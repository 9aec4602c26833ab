package io.hydrascope.agent.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A folder that is something else is called what it is, with the command that leads out. */
class ForeignFolderTest {
  private static final Path LLAMA = Path.of("src/test/resources/golden/llama");
  private static final String GATE = "model.layers.0.mlp.gate_proj.";

  @TempDir Path temporary;
  private TestingCheckpoint checkpoint = new TestingCheckpoint(Path.of("."));

  @BeforeEach
  void copy() {
    checkpoint = TestingCheckpoint.copyOf(LLAMA, temporary.resolve("given"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model-q4_k_m.gguf|is in GGUF|gguf_file='model-q4_k_m.gguf'",
        "pytorch_model-00001-of-00002.bin|pickled|save_pretrained('OUT')",
        "pytorch_model.bin.index.json|pickled|save_pretrained('OUT')",
        "model.pth|pickled|save_pretrained('OUT')",
        "consolidated.safetensors|the publisher's own layout|model*.safetensors",
        "consolidated.00.pth|the publisher's own layout|convert_*_weights_to_hf.py",
        "model-00001-of-00002.safetensors|model.safetensors.index.json, which lists them, is missing|download it",
        "model.onnx|is an ONNX export|--onnx",
        "tf_model.h5|of TensorFlow or Flax|from_tf=True",
        "flax_model.msgpack|of TensorFlow or Flax|from_flax=True",
        "zero_to_fp32.py|a DeepSpeed checkpoint|--safe_serialization",
        "__0_0.distcp|a distributed checkpoint|accelerate merge-weights",
        "model_index.json|a pipeline of diffusers|no language model",
        "checkpoint-500|a trainer's output|given/checkpoint-500"
      })
  void open_otherLayout_isNamedWithTheWayOut(String file, String what, String wayOut)
      throws IOException {
    Files.delete(checkpoint.weights());
    Files.createFile(checkpoint.folder().resolve(file));
    assertBad(checkpoint.folder(), "has no file model.safetensors", what, wayOut);
  }

  @Test
  void open_adapter_namesItsBaseAndHowToMergeIt() throws IOException {
    Files.delete(checkpoint.config());
    adapter();
    assertBad(
        checkpoint.folder(), "a PEFT adapter (LORA) of meta-llama/Llama", "merge_and_unload()");
  }

  @Test
  void open_adapterBesideWeights_isRefused() throws IOException {
    adapter();
    assertBad(
        checkpoint.folder(),
        "holds a whole model and beside it a PEFT adapter (LORA) of meta-llama/Llama",
        "or move adapter_config.json away");
  }

  @Test
  void open_lfsPointer_saysHowToFetch() throws IOException {
    Files.writeString(
        checkpoint.weights(),
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 9\n");
    assertBad(checkpoint.folder(), "model.safetensors is a git-lfs pointer", "lfs pull");
  }

  @Test
  void find_tokenizerThatIsAPointer_saysHowToFetch() throws IOException {
    Files.writeString(
        checkpoint.folder().resolve("tokenizer.json"),
        "version https://git-lfs.github.com/spec/v1");
    assertThatThrownBy(() -> TextTokenizer.find(checkpoint.folder()))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContaining("tokenizer.json is a git-lfs pointer");
  }

  @Test
  void open_repositoryOfTheHubsCache_namesTheSnapshot() throws IOException {
    Path snapshot = temporary.resolve("models--a--b/snapshots/00ff");
    Files.createDirectories(snapshot.getParent());
    Files.move(checkpoint.folder(), snapshot);
    assertBad(temporary.resolve("models--a--b"), "repository in the hub's cache", "snapshots/00ff");
  }

  @Test
  void noFolder_idOfAModel_namesTheDownloadOrTheCachedCopy() throws IOException {
    Path id = temporary.resolve("meta-llama/Llama-3.2-1B");
    BadCheckpointException absent =
        HubCache.noFolder(id, Map.of("HF_HUB_CACHE", temporary.toString()));
    assertThatThrownBy(
            () -> {
              throw absent;
            })
        .hasMessageContaining("hf download meta-llama/Llama-3.2-1B --local-dir DIR");
    Path snapshot = temporary.resolve("models--meta-llama--Llama-3.2-1B/snapshots/1");
    Files.createDirectories(snapshot.getParent());
    Files.move(checkpoint.folder(), snapshot);
    BadCheckpointException cached =
        HubCache.noFolder(id, Map.of("HF_HUB_CACHE", temporary.toString()));
    assertThatThrownBy(
            () -> {
              throw cached;
            })
        .hasMessageContainingAll("the hub's cache has meta-llama/Llama-3.2-1B", "snapshots/1");
  }

  @Test
  void open_modelOneFolderDeeper_namesIt() throws IOException {
    assertBad(temporary, "has no file config.json", "--model " + checkpoint.folder());
  }

  @Test
  void open_folderWithAShellsSigns_isNoWordOfACommand() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("a$(touch x)"));
    Files.copy(checkpoint.config(), folder.resolve("config.json"));
    Files.createFile(folder.resolve("pytorch_model.bin"));
    assertBad(folder, "from_pretrained('FOLDER')");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qweight|I32|gptq",
        "g_idx|I32|gptq",
        "qzeros|I32|awq",
        "weight.absmax|F32|bitsandbytes",
        "weight.quant_state.bitsandbytes__nf4|U8|bitsandbytes",
        "SCB|F32|bitsandbytes",
        "weight_packed|I32|compressed-tensors",
        "weight_scale_inv|F32|fp8",
        "biases|F16|mlx",
        "W_q|U8|hqq"
      })
  void open_quantisedTensor_namesTheFormat(String tensor, String dtype, String format) {
    TestingSafetensors.read(checkpoint.weights())
        .copyTensor(GATE + "weight", GATE + tensor)
        .retype(GATE + tensor, dtype.startsWith("F") ? "F32" : dtype)
        .write(checkpoint.weights());
    assertBad(
        checkpoint.folder(), "is quantised (" + format, GATE + tensor, "that it was made from");
  }

  @ParameterizedTest
  @CsvSource({"U8", "I8", "U32", "F8_E4M3", "F8_E5M2", "I32"})
  void open_packedWeight_isQuantisedBeforeItsShapeIsLookedAt(String dtype) {
    TestingSafetensors.read(checkpoint.weights())
        .retype(GATE + "weight", dtype)
        .write(checkpoint.weights());
    assertBad(checkpoint.folder(), "is quantised", GATE + "weight has dtype=" + dtype);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"quantization_config\": {\"quant_method\": \"awq\"}|awq: config.json says so",
        "\"quantization_config\": {\"quant_method\": \"newest\"}|newest: config.json says so",
        "\"quantization\": {\"bits\": 4}|--dequantize",
        "\"quantization_config\": {\"quant_method\": \"fp8\"}|FineGrainedFP8Config(dequantize=True)",
        "\"quantization_config\": {\"quant_method\": \"bitsandbytes\"}|.dequantize().save_pretrained"
      })
  void open_quantisedByConfig_namesTheFormatAndTheWayOut(String entry, String message) {
    checkpoint.config("\"model_type\"", entry + ", \"model_type\"");
    assertBad(checkpoint.folder(), "is quantised", message);
  }

  private void adapter() throws IOException {
    Files.writeString(
        checkpoint.folder().resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"meta-llama/Llama\"}");
  }

  private static void assertBad(Path folder, String... parts) {
    assertThatThrownBy(() -> Checkpoint.open(folder).close())
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }
}
