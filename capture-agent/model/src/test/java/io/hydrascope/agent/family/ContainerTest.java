package io.hydrascope.agent.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.TestingCheckpoint;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import io.hydrascope.agent.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text model of a model of several kinds of input is the text model that stands alone. */
class ContainerTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String IMAGES = "model.visual.patch_embed.proj.weight";

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "gemma3_text, gemma3, language_model.model., language_model.lm_head.",
    "gemma3_text, gemma3, model.language_model., lm_head.",
    "qwen2, qwen2_5_vl, model.language_model., lm_head.",
    "qwen3, qwen3_vl, model.language_model., lm_head.",
    "mistral, mistral3, language_model.model., language_model.lm_head.",
    "ministral3, mistral3, model.language_model., lm_head.",
    "llama, llava, language_model.model., language_model.lm_head.",
    "llama, idefics3, model.text_model., lm_head."
  })
  void describe_textConfig_isTheTextModelAlone(
      String text, String container, String prefix, String head) throws IOException {
    TestingCheckpoint copy = copy(text);
    ObjectNode alone = (ObjectNode) JSON.readTree(copy.config().toFile());
    ObjectNode whole = JSON.createObjectNode().put("model_type", container);
    whole.set("text_config", alone);
    JSON.writeValue(copy.config().toFile(), whole);
    rename(copy, prefix, head);
    assertSame(copy.folder(), GOLDEN.resolve(text));
  }

  @Test
  void describe_flatConfigWithMrope_turnsAsTextDoes() throws IOException {
    TestingCheckpoint copy = copy("qwen2");
    ObjectNode config = (ObjectNode) JSON.readTree(copy.config().toFile());
    config.put("model_type", "qwen2_5_vl").putObject("vision_config");
    config.putObject("rope_scaling").put("type", "mrope").putArray("mrope_section").add(1).add(1);
    JSON.writeValue(copy.config().toFile(), config);
    rename(copy, "model.", "lm_head.");
    assertSame(copy.folder(), GOLDEN.resolve("qwen2"));
  }

  @Test
  void describe_textConfigWithoutTies_takesThoseOfTheWhole() throws IOException {
    TestingCheckpoint copy = copy("llama");
    ObjectNode alone = (ObjectNode) JSON.readTree(copy.config().toFile());
    alone.remove(List.of("tie_word_embeddings", "model_type"));
    ObjectNode whole = JSON.createObjectNode().put("model_type", "llava");
    whole.put("tie_word_embeddings", true).set("text_config", alone);
    JSON.writeValue(copy.config().toFile(), whole);
    TestingSafetensors.read(copy.weights()).remove("lm_head.weight").write(copy.weights());
    try (Checkpoint checkpoint = Checkpoint.open(copy.folder())) {
      assertThat(Families.describe(checkpoint).unembedding().weight().name())
          .isEqualTo("model.embed_tokens.weight");
    }
  }

  @Test
  void open_promptsReadInBothDirections_areRefused() throws IOException {
    TestingCheckpoint copy = copy("llama");
    Files.writeString(copy.config(), "{\"model_type\": \"paligemma\", \"text_config\": {}}");
    assertThatThrownBy(() -> Checkpoint.open(copy.folder()).close())
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContaining(
            "paligemma is not supported: its prompts are read in both directions");
  }

  @Test
  void open_unknownTextModel_namesTheSection() throws IOException {
    TestingCheckpoint copy = copy("llama");
    Files.writeString(
        copy.config(), "{\"model_type\": \"new\", \"text_config\": {\"model_type\": \"mamba\"}}");
    assertThatThrownBy(() -> Checkpoint.open(copy.folder(), Families::requireSupported).close())
        .hasMessageContaining("model_type=mamba is not supported");
  }

  private TestingCheckpoint copy(String model) {
    return TestingCheckpoint.copyOf(GOLDEN.resolve(model), temporary.resolve(model));
  }

  private static void rename(TestingCheckpoint copy, String prefix, String head) {
    TestingSafetensors.read(copy.weights())
        .renamed(name -> name.startsWith("model.") ? prefix + name.substring(6) : name)
        .renamed(name -> name.startsWith("lm_head.") ? head + name.substring(8) : name)
        .put(IMAGES, new float[] {1}, 1L)
        .write(copy.weights());
  }

  /** The same pieces with the same numbers, and a note of what is left out. */
  private static void assertSame(Path container, Path text) throws IOException {
    try (Checkpoint one = Checkpoint.open(container, Families::requireSupported);
        Checkpoint other = Checkpoint.open(text)) {
      Transformer model = Families.describe(one);
      Transformer expected = Families.describe(other);
      assertThat(model.dimensions()).isEqualTo(expected.dimensions());
      assertThat(model.blocks().get(0).attention().rotary())
          .isEqualTo(expected.blocks().get(0).attention().rotary());
      assertThat(model.blocks().get(0).attention().scores())
          .isEqualTo(expected.blocks().get(0).attention().scores());
      assertThat(values(one, model)).isEqualTo(values(other, expected));
      assertThat(Families.notes(one, model))
          .anyMatch(note -> note.contains("1 tensor of the checkpoint is left out"));
    }
  }

  private static Map<String, String> values(Checkpoint checkpoint, Transformer model) {
    Map<String, String> values = new TreeMap<>();
    for (TensorInfo tensor : model.tensors()) {
      values.put(tensor.name(), Arrays.toString(checkpoint.weights().readAll(tensor)));
    }
    return values;
  }
}
