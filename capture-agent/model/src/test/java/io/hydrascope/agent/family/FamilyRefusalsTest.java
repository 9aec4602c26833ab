package io.hydrascope.agent.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TestingCheckpoint;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import io.hydrascope.agent.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a config asks for and is not computed is refused by name, value and what is supported. */
class FamilyRefusalsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TIE_NULL = "\"tie_word_embeddings\": null";

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "llama|rope_scaling|{\"rope_type\":\"longrope\"}|short_factor must be a list of",
        "llama|rope_scaling|{\"rope_type\":\"ntk\"}|rope_type=ntk is not supported; supported: default, dynamic, linear, llama3, longrope, yarn",
        "llama|rope_scaling|{\"type\":\"dynamic\"}|factor is missing",
        "llama|rope_scaling|{\"rope_type\":\"yarn\",\"type\":\"linear\"}|rope_type=yarn and type=linear differ",
        "llama|rope_scaling|{\"rope_type\":\"yarn\"}|factor is missing",
        "llama|rope_scaling|{\"rope_type\":\"linear\",\"factor\":0}|factor=0: it must be a number above 0",
        "llama|rope_parameters|{\"full_attention\":{},\"sliding_attention\":{}}|full_attention is not supported for this model_type",
        "llama|partial_rotary_factor|0.5|partial_rotary_factor=0.5 is not supported; supported: 1",
        "llama|hidden_act|\"gelu_10\"|hidden_act=gelu_10 is not supported; supported: gelu",
        "llama|quantization_config|{}|is quantised (quantization_config: config.json says so)",
        "llama|is_causal|false|is_causal=false is not supported; supported: true",
        "llama|num_key_value_heads|3|num_attention_heads=4 is no multiple of num_key_value_heads=3",
        "llama_yarn|original_max_position_embeddings|16|original_max_position_embeddings=16 beside 8",
        "mistral|layer_types|[\"full_attention\",\"full_attention\",\"sliding_attention\"]|layer_types of more than one kind",
        "mistral|sliding_window|0|sliding_window=0: it must be 1 to",
        "qwen2|layer_types|[\"sliding_attention\",\"full_attention\"]|sliding_window is missing or off",
        "qwen2|layer_types|[\"chunked_attention\",\"full_attention\"]|layer_types=chunked_attention is not supported; supported: full_attention",
        "qwen2|layer_types|[\"full_attention\"]|it must be a list of 2 texts",
        "gemma2|use_bidirectional_attention|true|use_bidirectional_attention=true is not supported; supported: false",
        "gemma2|final_logit_softcapping|-1|final_logit_softcapping=-1: it must be a number above 0",
        "gemma3_text|attn_logit_softcapping|50|attn_logit_softcapping is not supported for this model_type",
        "gemma3_text|rope_parameters|{\"rope_type\":\"default\"}|rope_scaling beside rope_parameters",
        "phi3_longrope|original_max_position_embeddings|0|original_max_position_embeddings=0: it must be 1 to",
        "smollm3|no_rope_layers|[1]|no_rope_layers=[1]: it must be a list of 2 numbers",
        "exaone4|sliding_window|null|sliding_window is missing or off",
        "phi3|rope_scaling|{\"type\":\"yarn\"}|type=yarn is not supported; supported: default, longrope",
        "phi|partial_rotary_factor|0.1|must be an even number of values",
        "opt|do_layer_norm_before|false|do_layer_norm_before=false is not supported; supported: true",
        "opt|word_embed_proj_dim|8|word_embed_proj_dim=8 is not supported",
        "opt|_remove_final_layer_norm|true|_remove_final_layer_norm=true is not supported",
        "opt|layer_norm_elementwise_affine|false|layer_norm_elementwise_affine=false is not supported",
        "gptj|rotary_dim|3|rotary_dim=3: it must be even",
        "gptj|rotary_dim|null|rotary_dim is missing",
        "falcon_7b|num_ln_in_parallel_attn|2|num_ln_in_parallel_attn=2 is not supported; supported: 1",
        "falcon_new|parallel_attn|false|parallel_attn=false is not supported",
        "falcon_7b|head_dim|8|head_dim=8 is not supported; supported: 4",
        "gpt_neox|rotary_pct|1.5|must be an even number of values",
        "gpt2|num_attention_heads|2|num_attention_heads=2 beside n_head=4: give it as n_head",
        "gptj|hidden_size|8|hidden_size=8 beside n_embd=16: give it as n_embd",
        "llama|tie_word_embeddings|true|tie_word_embeddings=true, given or by default, and tensor lm_head.weight differs from model.embed_tokens.weight",
        "llama|is_causal|null|is_causal=false is not supported; supported: true",
        "gpt2|add_cross_attention|true|add_cross_attention=true is not supported; supported: false"
      })
  void describe_notSupported_namesKeyAndValue(
      String model, String key, String value, String message) throws IOException {
    TestingCheckpoint copy =
        TestingCheckpoint.copyOf(GOLDEN.resolve(model), temporary.resolve(model));
    ObjectNode config = (ObjectNode) JSON.readTree(Files.readAllBytes(copy.config()));
    config.set(key, JSON.readTree(value));
    Files.write(copy.config(), JSON.writeValueAsBytes(config));
    assertThatThrownBy(() -> describe(copy.folder()))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void describe_unknownFamily_namesAllSupported() throws IOException {
    TestingCheckpoint copy = copy("gpt2").config("\"gpt2\"", "\"mamba\"");
    assertThatThrownBy(() -> describe(copy.folder()))
        .hasMessageContaining(
            "model_type=mamba is not supported; supported: ernie4_5, exaone4, falcon, gemma, gemma2,"
                + " gemma3_text, glm4, gpt2, gpt_neox, gptj, llama, ministral3, mistral, olmo2, olmo3,"
                + " opt, phi, phi3, qwen2, qwen2_5_vl_text, qwen2_vl_text, qwen3, qwen3_vl_text,"
                + " smollm3; others run as --onnx FILE");
  }

  @Test
  void describe_entriesLeftOut_areTheirClassDefaults() throws IOException {
    Path mistral = copy("mistral").config("\"sliding_window\": 6,", "").folder();
    assertThat(describe(mistral).blocks().get(0).attention().scores().window()).contains(4096);
    Path gemma = copy("gemma2").config("\"attn_logit_softcapping\": 50.0,", "").folder();
    assertThat(describe(gemma).blocks().get(0).attention().scores().cap()).contains(50f);
  }

  @Test
  void describe_tiedMatrixStoredTwice_isTied() throws IOException {
    TestingCheckpoint copy = copy("opt");
    TestingSafetensors.read(copy.weights())
        .copyTensor("model.decoder.embed_tokens.weight", "lm_head.weight")
        .write(copy.weights());
    assertThat(describe(copy.folder()).unembedding().weight().name())
        .isEqualTo("model.decoder.embed_tokens.weight");
  }

  @Test
  void describe_longRope_takesPromptsWithinTheOriginalContextAndSaysSo() {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("phi3_longrope"))) {
      Transformer model = Families.describe(checkpoint);
      assertThat(model.dimensions().contextLength()).isEqualTo(16);
      assertThat(Families.notes(checkpoint, model))
          .containsExactly(
              "prompts may have 16 tokens, not max_position_embeddings=32: longer ones are computed"
                  + " with other rotary positions");
    }
  }

  @Test
  void describe_nullFlag_isFalse() throws IOException {
    Path untied = copy("llama").config("\"tie_word_embeddings\": false", TIE_NULL).folder();
    assertThat(describe(untied).unembedding().weight().name()).isEqualTo("lm_head.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "opt, model.",
    "opt, model.decoder.",
    "gpt_neox_serial, gpt_neox.",
    "gptj, transformer."
  })
  void describe_innerModelAlone_findsItsNames(String model, String prefix) throws IOException {
    TestingCheckpoint copy = copy(model);
    TestingSafetensors.read(copy.weights()).withoutPrefix(prefix).write(copy.weights());
    assertThat(describe(copy.folder()).blocks()).hasSize(2);
  }

  private TestingCheckpoint copy(String model) {
    return TestingCheckpoint.copyOf(GOLDEN.resolve(model), temporary.resolve(model));
  }

  private static Transformer describe(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      return Families.describe(checkpoint);
    }
  }
}
