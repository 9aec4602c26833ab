package io.hydrascope.agent.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.MergedTensors;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import io.hydrascope.agent.family.Families;
import io.hydrascope.agent.family.TestingLogits;
import io.hydrascope.agent.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters against PEFT's merge_and_unload, and what is refused. */
class AdapterMergeTest {
  private static final Path ADAPTERS = Path.of("src/test/resources/adapters");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String LLAMA = "llama_bf16";
  private static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path temporary;

  static Stream<String> adapters() throws IOException {
    try (Stream<Path> folders = Files.list(ADAPTERS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void open_adapter_logitsEqualMergedByPeft(String name) throws IOException {
    Path adapter = ADAPTERS.resolve(name);
    Path base =
        GOLDEN.resolve(
            JSON.readTree(adapter.resolve(CONFIG).toFile())
                .path("base_model_name_or_path")
                .asText());
    try (Checkpoint merged = open(adapter, base)) {
      TestingLogits.assertEqual(
          merged, base.resolve("prompts.jsonl"), adapter.resolve("logits.safetensors"));
      assertThat(Families.notes(merged, Families.describe(merged))).isEmpty();
    }
  }

  @Test
  void open_adapter_sharesWhatItDoesNotChange() {
    Path base = GOLDEN.resolve(LLAMA);
    try (Checkpoint merged = open(ADAPTERS.resolve("llama"), base);
        Checkpoint alone = Checkpoint.open(base)) {
      Transformer model = Families.describe(merged);
      long changed =
          model.tensors().stream()
              .filter(tensor -> tensor.file().equals(MergedTensors.FILE))
              .count();
      assertThat(changed).isEqualTo(2L * 4);
      assertThat(merged.contentSha256()).hasSize(64).isNotEqualTo(alone.contentSha256());
    }
  }

  @Test
  void open_twoAdapters_areMergedInOrder() {
    Path base = GOLDEN.resolve(LLAMA);
    Path first = ADAPTERS.resolve("llama");
    Path second = ADAPTERS.resolve("llama_dora");
    try (Checkpoint one = open(base, List.of(first, second));
        Checkpoint other = open(base, List.of(second, first))) {
      String query = "model.layers.0.self_attn.q_proj.weight";
      assertThat(values(one, query)).isNotEqualTo(values(other, query));
      assertThat(one.contentSha256()).isNotEqualTo(other.contentSha256());
    }
  }

  @Test
  void of_adapterWithItsBaseBesideIt_findsItAndSaysSo() throws IOException {
    Path adapter = copy("llama");
    Path base = Files.createDirectories(temporary.resolve(LLAMA));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(GOLDEN.resolve(LLAMA).resolve(file), base.resolve(file));
    }
    ModelFolders folders = ModelFolders.of(adapter);
    assertThat(folders.base()).isEqualTo(base);
    assertThat(folders.notes()).containsExactly("the adapter is merged into " + base);
    assertThat(folders.tokenizer()).isEqualTo(base);
  }

  @Test
  void of_adapterWithoutABase_saysWhereItLooked() throws IOException {
    Path adapter = copy("llama");
    set(adapter, "base_model_name_or_path", "\"meta-llama/Nothing\"");
    assertThatThrownBy(() -> ModelFolders.of(adapter))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContainingAll(
            "is an adapter of meta-llama/Nothing",
            temporary.resolve("Nothing").toString(),
            "--base-model DIR");
  }

  @Test
  void of_folderWithoutAnAdapter_isRefused() {
    assertThatThrownBy(
            () -> ModelFolders.of(GOLDEN.resolve(LLAMA), Optional.empty(), List.of(GOLDEN)))
        .hasMessageContainingAll("--adapter", "holds no adapter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "peft_type|\"IA3\"|peft_type=IA3 is not supported; supported: LORA",
        "init_lora_weights|\"pissa_niter_16\"|init_lora_weights=pissa_niter_16 is not supported: it changed the base",
        "init_lora_weights|\"olora\"|init_lora_weights=olora is not supported",
        "init_lora_weights|\"loftq\"|init_lora_weights=loftq is not supported",
        "layer_replication|[[0,2],[1,3]]|layer_replication is not supported",
        "alora_invocation_tokens|[3]|alora_invocation_tokens is not supported",
        "lora_alpha|-1|lora_alpha=-1: it must be a number above 0",
        "alpha_pattern|{\"(\": 2}|alpha_pattern=( is no pattern",
        "alpha_pattern|{\"(([a-z.0-9_]*)*)*x\": 2}|takes more than 100,000 steps"
      })
  void open_configThatIsNotSupported_isRefusedByKeyAndValue(
      String key, String value, String message) throws IOException {
    Path adapter = copy("llama");
    set(adapter, key, value);
    assertBad(adapter, LLAMA, message);
  }

  @Test
  void open_otherBase_namesShapes() throws IOException {
    assertBad(copy("llama"), "qwen2", "which do not fit", "--base-model");
    assertBad(copy("gpt2"), LLAMA, "--base-model");
  }

  @Test
  void open_damagedAdapter_namesTheTensor() throws IOException {
    String up = "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight";
    Path half = copy("llama");
    TestingSafetensors.read(half.resolve(WEIGHTS)).remove(up).write(half.resolve(WEIGHTS));
    assertBad(half, LLAMA, "q_proj.lora_B.weight is missing");
    Path odd = copy("llama");
    TestingSafetensors.read(odd.resolve(WEIGHTS))
        .copyTensor(up, "base_model.model.model.layers.0.self_attn.q_proj.lora_C.weight")
        .write(odd.resolve(WEIGHTS));
    assertBad(odd, LLAMA, "q_proj.lora_C.weight is of no known kind");
    Path pickled = copy("llama");
    Files.move(pickled.resolve(WEIGHTS), pickled.resolve("adapter_model.bin"));
    assertBad(pickled, LLAMA, "adapter_model.bin is pickled");
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createTempDirectory(temporary, "adapter");
    for (String file : List.of(CONFIG, WEIGHTS)) {
      Files.copy(ADAPTERS.resolve(name).resolve(file), copy.resolve(file));
    }
    return copy;
  }

  private static void set(Path adapter, String key, String value) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(adapter.resolve(CONFIG).toFile());
    config.set(key, JSON.readTree(value));
    JSON.writeValue(adapter.resolve(CONFIG).toFile(), config);
  }

  private static void assertBad(Path adapter, String base, String... parts) {
    assertThatThrownBy(() -> open(adapter, GOLDEN.resolve(base)).close())
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private static Checkpoint open(Path adapter, Path base) {
    return ModelFolders.of(adapter, Optional.of(base), List.of()).open(Families::requireSupported);
  }

  private static Checkpoint open(Path base, List<Path> adapters) {
    return ModelFolders.of(base, Optional.empty(), adapters).open(Families::requireSupported);
  }

  private static float[] values(Checkpoint checkpoint, String name) {
    TensorInfo tensor = checkpoint.weights().tensors().get(name);
    assertThat(tensor).isNotNull();
    return checkpoint.weights().readAll(tensor);
  }
}
