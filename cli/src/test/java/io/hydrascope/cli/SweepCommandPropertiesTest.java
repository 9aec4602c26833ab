package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold of what the reference implementation does not know. */
class SweepCommandPropertiesTest {
  private static final double ROUNDING = 5e-5;

  @TempDir Path folder;
  private TestingSweep sweep = new TestingSweep(Path.of(""), "gpt2");

  @BeforeEach
  void writeIntoTheFolder() {
    sweep = new TestingSweep(folder, "gpt2");
  }

  @Test
  void sweep_noise_isRepeatedByItsSeedAlone() throws IOException {
    String[] seven = {"--ablation", "noise", "--readout", "last", "--seed", "7"};
    byte[] first = Files.readAllBytes(sweep.write(".jsonl", seven));
    assertThat(Files.readAllBytes(sweep.write(".jsonl", seven))).isEqualTo(first);
    String[] eight = {"--ablation", "noise", "--readout", "last", "--seed", "8"};
    assertThat(Files.readAllBytes(sweep.write(".jsonl", eight))).isNotEqualTo(first);
    String[] unsaid = {"--ablation", "noise", "--readout", "last"};
    String[] zero = {"--ablation", "noise", "--readout", "last", "--seed", "0"};
    assertThat(Files.readAllBytes(sweep.write(".jsonl", unsaid)))
        .isEqualTo(Files.readAllBytes(sweep.write(".jsonl", zero)));
  }

  @Test
  void sweep_logitDiff_isTheDifferenceOfTwoTokensLogits() throws IOException {
    List<JsonNode> forward = logitDiff(3, 5);
    List<JsonNode> first = logitDiff(3, 9);
    List<JsonNode> second = logitDiff(5, 9);
    assertThat(forward).isNotEmpty();
    for (int row = 0; row < forward.size(); row++) {
      assertThat(forward.get(row).path("target_token").asInt()).isEqualTo(3);
      assertThat(forward.get(row).path("other_token").asInt()).isEqualTo(5);
      for (String field :
          List.of("intact_logit", "ablated_logit", "direct_effect", "compensatory_effect")) {
        double difference = number(first, row, field) - number(second, row, field);
        assertThat(number(forward, row, field)).isEqualTo(difference, within(ROUNDING));
      }
      assertThat(number(forward, row, "logprob_drop"))
          .as("of the first answer alone")
          .isEqualTo(number(first, row, "logprob_drop"), within(ROUNDING));
    }
  }

  private List<JsonNode> logitDiff(int first, int second) throws IOException {
    sweep.ask(
        "{\"id\": \"p\", \"tokens\": [72, 34, 9, 20, 59], \"answers\": [%d, %d]}"
            .formatted(first, second));
    return sweep.rows("--target", "logit_diff", "--readout", "last");
  }

  @Test
  void sweep_layer_isTheSetOfItsParts() {
    String[] layer = {"--readout", "7", "--units", "layer"};
    String[] sets = {
      "--readout",
      "7",
      "--components",
      "L0.attn_out+L0.mlp_out,L1.mlp_out+L1.attn_out,L2.attn_out+L2.mlp_out"
    };
    List<JsonNode> rows = sweep.rows(layer);
    assertThat(rows).extracting(row -> row.path("component").asText()).contains("L0", "L1", "L2");
    assertThat(sweep.rows(sets)).isEqualTo(rows);
  }

  @Test
  void sweep_set_directlyTakesAwayWhatItsMembersDo() {
    List<JsonNode> rows =
        sweep.rows("--readout", "7", "--components", "L0H1,L1.mlp_out,L0H1+L1.mlp_out");
    assertThat(rows).hasSize(3 * 4);
    for (int row = 0; row < rows.size(); row += 3) {
      assertThat(rows.get(row + 2).path("component").asText()).isEqualTo("L0H1+L1.mlp_out");
      double members = number(rows, row, "contribution") + number(rows, row + 1, "contribution");
      assertThat(number(rows, row + 2, "direct_effect")).isEqualTo(members, within(ROUNDING));
    }
  }

  @Test
  void sweep_componentsAndUnits_eachOnceInTheirOrder() {
    List<JsonNode> rows =
        sweep.rows("--readout", "7", "--units", "layer,mlp_out", "--components", "L1H0,L1,L1H0");
    assertThat(rows.subList(0, rows.size() / 4))
        .extracting(row -> row.path("component").asText())
        .containsExactly("L0.mlp_out", "L0", "L1.mlp_out", "L1", "L2.mlp_out", "L2", "L1H0");
  }

  @Test
  void sweep_presetMcgrath_readsTheLastTokenUnderAnyDonor() throws IOException {
    sweep.ask(
        "{\"id\": \"p\", \"tokens\": [72, 34, 9, 20, 59], \"donors\": [\"short\"]}",
        "{\"id\": \"short\", \"tokens\": [5, 6, 7], \"donors\": [\"p\"]}");
    String[] last = {"--preset", "mcgrath", "--components", "L2.mlp_out"};
    List<JsonNode> rows = sweep.rows(last);
    assertThat(rows).extracting(row -> row.path("position").asInt()).containsExactly(4, 2);
    assertThat(rows).extracting(row -> row.path("donor_id").asText()).containsExactly("short", "p");
  }

  @Test
  void sweep_donorsFile_replacesByItsPromptsAndWritesNoRowsOfThem() throws IOException {
    Path donors = folder.resolve("donors.jsonl");
    Files.writeString(donors, "{\"id\": \"d\", \"tokens\": [5, 6, 7, 8, 9]}\n");
    String asked = "{\"id\": \"p\", \"tokens\": [72, 34, 9, 20, 59], \"donors\": [\"d\"]}";
    String[] resample = {"--ablation", "resample", "--readout", "last", "--units", "mlp_out"};
    sweep.ask(asked);
    List<JsonNode> rows =
        sweep.rows(
            Stream.concat(Stream.of("--donors", donors.toString()), Stream.of(resample))
                .toArray(String[]::new));
    assertThat(rows).extracting(row -> row.path("prompt_id").asText()).containsOnly("p");
    sweep.ask(asked, "{\"id\": \"d\", \"tokens\": [5, 6, 7, 8, 9], \"donors\": [\"p\"]}");
    assertThat(rows).isEqualTo(sweep.rows(resample).subList(0, rows.size()));
  }

  @Test
  void sweep_preset_saysWhatOverrulesIt() {
    TestingSweep.Ended ended =
        sweep.run(
            folder.resolve("rows.jsonl"),
            "--json",
            "--preset",
            "mcgrath",
            "--scope",
            "all_positions",
            "--ablation",
            "zero",
            "--target",
            "argmax");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(TestingSweep.json(ended.out()).path("notes"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "preset mcgrath",
            "--ablation zero instead of resample",
            "--scope all_positions instead of readout_position");
    List<JsonNode> rows = TestingSweep.lines(folder.resolve("rows.jsonl"));
    assertThat(rows).hasSize(4 * 6);
    assertThat(rows.get(0).path("component").asText()).isEqualTo("L0.attn_out");
    assertThat(rows.get(0).path("position").asInt()).isEqualTo(11);
  }

  @Test
  void sweep_mean_namesTheReferenceSetOfTheSameTokens() {
    String[] mean = {"--json", "--ablation", "mean", "--readout", "last"};
    TestingSweep.Ended once = sweep.run(folder.resolve("once.jsonl"), mean);
    TestingSweep.Ended again = sweep.run(folder.resolve("again.jsonl"), mean);
    String set = TestingSweep.json(once.out()).path("reference_set").asText();
    assertThat(set).as(once.err()).isNotEmpty();
    assertThat(TestingSweep.json(again.out()).path("reference_set").asText()).isEqualTo(set);
    TestingSweep.Ended zero =
        sweep.run(folder.resolve("zero.jsonl"), "--json", "--readout", "last");
    assertThat(TestingSweep.json(zero.out()).path("reference_set").asText()).isEmpty();
  }

  private static double number(List<JsonNode> rows, int row, String field) {
    return rows.get(row).path(field).doubleValue();
  }
}
