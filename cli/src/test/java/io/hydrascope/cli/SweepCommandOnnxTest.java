package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.cli.TestingSweep.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's own ONNX export by the same command. */
class SweepCommandOnnxTest {
  /** Of an fp32 run against a float64 one, relative to the logit's magnitude. */
  private static final double TOLERANCE = 2e-5;

  private static final Path GPT_NEOX =
      TestingSweep.EXPORTS.resolve("gpt_neox_dynamo").resolve("model.onnx");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "gpt_neox_zero, --ablation zero",
    "gpt_neox_readout, --scope readout_position",
    "gpt_neox_mean, --ablation mean",
    "gpt_neox_resample, --ablation resample"
  })
  void sweep_export_writesTheReferencesRows(String reference, String options) {
    TestingSweep sweep = TestingSweep.ofExport(folder, GPT_NEOX);
    List<JsonNode> rows = sweep.rows(("--readout 2,4 --responses " + options).split(" ", -1));
    List<JsonNode> expected =
        TestingSweep.lines(TestingSweep.EXPORTS.resolve(reference + ".jsonl"));
    assertThat(rows).hasSameSizeAs(expected);
    for (JsonNode row : rows) {
      compare(row, expected.stream().filter(other -> isSame(row, other)).findFirst().orElseThrow());
    }
  }

  @Test
  void sweep_text_isReadByTheTokenizerBesideTheFile() throws IOException {
    Path file = Files.copy(GPT_NEOX, folder.resolve("mine.onnx"));
    TestingSweep sweep = TestingSweep.ofExport(folder, file);
    sweep.ask("{\"id\": \"p\", \"text\": \"aab\"}");
    Ended without = sweep.run(folder.resolve("rows.jsonl"));
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("tokenizer.json");
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "pre_tokenizer": null, "post_processor": null, "decoder": null,
         "model": {"type": "BPE", "vocab": {"a": 5, "b": 7}, "merges": []}}
        """);
    List<JsonNode> rows = sweep.rows("--components", "L0H1", "--target", "next");
    assertThat(rows).extracting(row -> row.path("target_token").asInt()).containsExactly(5, 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--units layer | unit=L0: of an ONNX export single heads, attn_out and mlp_out are ablated",
        "--edges L0H1->L1.mlp | use --model with the checkpoint",
        "--components L0H1+L1H2 | unit=L0H1+L1H2",
        "--model x | mutually exclusive"
      })
  void sweep_whatAnExportCannot_namesTheWayOut(String options, String message) {
    Ended ended =
        TestingSweep.ofExport(folder, GPT_NEOX)
            .run(folder.resolve("rows.jsonl"), options.split(" ", -1));
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(message);
    assertThat(folder.resolve("rows.jsonl")).doesNotExist();
  }

  @Test
  void sweep_fileThatIsNoDecoder_saysWhy() {
    Ended encoder =
        TestingSweep.ofExport(folder, TestingSweep.EXPORTS.resolve("bert_torchscript/model.onnx"))
            .run(folder.resolve("rows.jsonl"));
    assertThat(encoder.exitCode()).isEqualTo(2);
    assertThat(encoder.err()).contains("bidirectional");
    Ended missing =
        TestingSweep.ofExport(folder, folder.resolve("none.onnx"))
            .run(folder.resolve("rows.jsonl"));
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("none.onnx is no file");
  }

  private static boolean isSame(JsonNode row, JsonNode other) {
    return List.of("prompt_id", "position", "component").stream()
        .allMatch(field -> row.path(field).asText().equals(other.path(field).asText()));
  }

  private static void compare(JsonNode row, JsonNode expected) {
    double limit = TOLERANCE * Math.max(1, Math.abs(expected.path("intact_logit").asDouble()));
    for (Iterator<String> fields = expected.fieldNames(); fields.hasNext(); ) {
      String field = fields.next();
      JsonNode wanted = expected.path(field);
      if (wanted.isFloatingPointNumber()) {
        assertThat(row.path(field).asDouble())
            .as(field)
            .isCloseTo(wanted.asDouble(), within(limit));
      } else if (!wanted.isObject()) {
        assertThat(row.path(field).asText()).as(field).isEqualTo(wanted.asText());
      }
    }
  }
}
