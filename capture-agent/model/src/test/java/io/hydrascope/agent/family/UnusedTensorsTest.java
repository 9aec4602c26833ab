package io.hydrascope.agent.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TestingCheckpoint;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No tensor of a checkpoint is left out in silence. */
class UnusedTensorsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final float[] ONE = {1};

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama|model.layers.0.self_attn.q_proj.bias|beside model.layers.0.self_attn.q_proj.weight, which is",
        "llama|lm_head.bias|correct the flag (such as attention_bias, mlp_bias) or remove the tensor",
        "llama|model.norm.bias|beside model.norm.weight",
        "qwen3|model.layers.1.self_attn.o_proj.bias|beside model.layers.1.self_attn.o_proj.weight",
        "llama|model.layers.0.self_attn.q_proj.lora_A.weight|merge it with PEFT's merge_and_unload",
        "llama|model.layers.0.mlp.up_proj.lora_magnitude_vector.weight|merge_and_unload",
        "llama|base_model.model.model.layers.0.self_attn.v_proj.lora_B.default.weight|merge_and_unload",
        "llama|model.layers.0.mlp.ia3_l|merge_and_unload",
        "llama|model.layers.0.self_attn.k_scale|it scales quantised weights",
        "llama|model.layers.0.self_attn.q_proj.scales|it scales quantised weights",
        "llama|model.layers.3.self_attn.q_proj.weight|config.json has num_hidden_layers=3, which leaves layer 3 out",
        "gpt2|transformer.h.40.ln_1.weight|leaves layer 40 out",
        "llama|model.layers.0.self_attn.q_norm.weight|model_type=llama has no such part in a layer",
        "llama|model.layers.1.self_attn.sinks|has no such part in a layer",
        "opt|model.decoder.layers.0.adapter.down.weight|merge_and_unload"
      })
  void describe_tensorThatWouldChangeNumbers_isRefusedByNameWithTheWayOut(
      String model, String tensor, String reason) {
    Path folder = with(model, tensor).folder();
    assertThatThrownBy(() -> notes(folder))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContainingAll("tensor " + tensor, "is not used", reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void describe_manyAlike_areCounted() {
    TestingCheckpoint copy = copy("llama");
    TestingSafetensors changed = TestingSafetensors.read(copy.weights());
    for (String projection : List.of("q", "k", "v")) {
      changed.put("model.layers.0.self_attn.%s_proj.lora_A.weight".formatted(projection), ONE, 1L);
    }
    changed.write(copy.weights());
    assertThatThrownBy(() -> notes(copy.folder())).hasMessageContaining("(and 2 more like it)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mtp.fc.weight",
        "model.mtp_layers.0.input_layernorm.weight",
        "vision_tower.patch.weight",
        "v_head.summary.weight",
        "medusa_head.0.0.linear.weight"
      })
  void notes_tensorThatTransformersLeavesOutToo_isNamed(String tensor) {
    Path folder = with("llama", tensor).folder();
    String start =
        tensor.startsWith("model.") ? "model.mtp_layers" : tensor.substring(0, tensor.indexOf('.'));
    assertThat(notes(folder))
        .containsExactly(
            "1 tensor of the checkpoint is left out: logits of text do not need it (%s: 1)"
                .formatted(start));
  }

  @ParameterizedTest
  @CsvSource({
    "llama, model.layers.0.self_attn.rotary_emb.inv_freq",
    "gpt2, transformer.h.0.attn.masked_bias",
    "gptj, transformer.h.1.attn.masked_bias",
    "gpt_neox, gpt_neox.layers.0.attention.rotary_emb.inv_freq"
  })
  void notes_buffer_isNoNews(String model, String tensor) {
    assertThat(notes(with(model, tensor).folder())).isEmpty();
  }

  @Test
  void notes_causalMask_isNoNews() {
    TestingCheckpoint copy = copy("gpt2");
    TestingSafetensors.read(copy.weights())
        .put("transformer.h.0.attn.bias", ONE, 1L, 1L, 1L, 1L)
        .write(copy.weights());
    assertThat(notes(copy.folder())).isEmpty();
  }

  @Test
  void describe_predictionLayerOfTheConfig_isNamed() {
    TestingCheckpoint copy = with("llama", "model.layers.3.eh_proj.weight");
    copy.config(
        "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 3, \"num_nextn_predict_layers\": 1");
    assertThat(notes(copy.folder())).singleElement().asString().contains("(model.layers: 1)");
  }

  @Test
  void describe_unknownTensorBesideOwnCode_isRefused() {
    TestingCheckpoint copy = with("llama", "model.memory.weight");
    assertThat(notes(copy.folder())).hasSize(1);
    copy.config("\"model_type\"", "\"auto_map\": {\"AutoModel\": \"own.Model\"}, \"model_type\"");
    assertThatThrownBy(() -> notes(copy.folder()))
        .hasMessageContainingAll("model.memory.weight", "auto_map", "--onnx FILE");
  }

  @Test
  void describe_classifiersHeadWithoutUnembedding_saysSo() {
    TestingCheckpoint copy = copy("llama");
    TestingSafetensors.read(copy.weights())
        .copyTensor("lm_head.weight", "score.weight")
        .remove("lm_head.weight")
        .write(copy.weights());
    assertThatThrownBy(() -> notes(copy.folder()))
        .hasMessageContainingAll("tensor score.weight is a classifier's head", "language model");
  }

  @Test
  void notes_everyFixture_areNone() {
    for (String model :
        List.of(
            "falcon_7b",
            "gemma2",
            "gemma3_text",
            "gpt2",
            "gpt_neox",
            "gptj",
            "llama",
            "llama_llama3_tied",
            "mistral",
            "olmo2",
            "opt",
            "phi",
            "phi3",
            "qwen2",
            "qwen3")) {
      assertThat(notes(GOLDEN.resolve(model))).as(model).isEmpty();
    }
  }

  private TestingCheckpoint with(String model, String tensor) {
    TestingCheckpoint copy = copy(model);
    TestingSafetensors.read(copy.weights()).put(tensor, ONE, 1L).write(copy.weights());
    return copy;
  }

  private TestingCheckpoint copy(String model) {
    return TestingCheckpoint.copyOf(GOLDEN.resolve(model), temporary.resolve(model));
  }

  private static List<String> notes(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return Families.notes(checkpoint, Families.describe(checkpoint));
    }
  }
}
