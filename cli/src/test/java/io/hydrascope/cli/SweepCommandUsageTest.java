package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that do not go together end with 2 and a line that names the value and the way out. */
class SweepCommandUsageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seed 3 | --seed 3 needs --ablation noise or --budget: nothing is drawn with zero",
        "--budget 0 | --budget 0 must be at least 1",
        "--budget 3 | budget=3 is below 18",
        "--reference x.jsonl --ablation resample | --reference needs --ablation mean or noise, not resample",
        "--donor-position last | --donor-position last needs --ablation resample, not zero",
        "--target next --readout last | --target next with --readout last: the last token has no next one, use --target argmax or --readout all",
        "--preset mcgrath --target next | use --target argmax or --readout all",
        "--preset hydra | --preset hydra is none of mcgrath, rushing-nanda",
        "--units neuron | --units neuron is none of head, attn_out, mlp_out, layer",
        "--components L0H1->L2.mlp | --components L0H1->L2.mlp is an edge; use --edges",
        "--components @none.txt | --components @none.txt: there is no such file; it would hold the list in one line",
        "--edges L0H1 | --edges L0H1 has no reader, as in L0H1->L2.mlp; use --components",
        "--edges L2H1->L1.mlp | edge=L2H1->L1.mlp: the reader must lie downstream of the sender",
        "--edges L0H1->L9.mlp | edge=L0H1->L9.mlp",
        "--components L9H0 | component=L9H0 is not in a model of 3 layers with 4 heads",
        "--components L0H1+L0.attn_out | L0H1 is part of L0.attn_out",
        "--components embed | component=embed cannot be ablated",
        "--target logit_diff | answers",
        "--target probability | target=probability is none of argmax, next, logit_diff",
        "--ablation resample --readout last --donor-position both | donor_position=both is none of same, last",
        "--readout 40 | prompt p: readout=40 is outside a prompt of 5 tokens",
        "--ablation resample | prompt p has no donors: resample ablation needs",
        "--donors x.jsonl | --donors needs --ablation resample, not zero",
        "--seed many | --seed",
        "--memory 4 | size=4 is not a size such as 512m, 4g or 1t"
      })
  void sweep_wrongOptions_namesTheValueAndTheWayOut(String options, String message)
      throws IOException {
    TestingSweep sweep = new TestingSweep(folder, "gpt2");
    sweep.ask("{\"id\": \"p\", \"tokens\": [72, 34, 9, 20, 59]}");
    TestingSweep.Ended ended = sweep.run(folder.resolve("rows.jsonl"), options.split(" ", -1));
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(message);
    assertThat(folder.resolve("rows.jsonl")).doesNotExist();
    assertThat(folder.resolve("rows.jsonl.part")).doesNotExist();
  }

  @Test
  void sweep_otherEnding_namesTheKnownOnes() {
    TestingSweep.Ended ended = new TestingSweep(folder, "gpt2").run(folder.resolve("rows.parquet"));
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("rows.parquet must end with .jsonl or .arrow");
  }

  @Test
  void sweep_folderAsOutput_asksForAFile() throws IOException {
    Path output = Files.createDirectory(folder.resolve("rows.jsonl"));
    TestingSweep.Ended ended = new TestingSweep(folder, "gpt2").run(output);
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("rows.jsonl is a folder: name a file");
  }

  @Test
  void sweep_blankRevision_namesTheWayOut() {
    TestingSweep.Ended ended =
        new TestingSweep(folder, "gpt2").run(folder.resolve("rows.jsonl"), "--revision", " ");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("--revision ' ' is no name: leave it out");
  }

  @Test
  void sweep_donorTooShort_namesBothAndTheWayOut() throws IOException {
    TestingSweep sweep = new TestingSweep(folder, "gpt2");
    sweep.ask(
        "{\"id\": \"p\", \"tokens\": [72, 34, 9, 20, 59], \"donors\": [\"short\"]}",
        "{\"id\": \"short\", \"tokens\": [5, 6], \"donors\": [\"p\"]}");
    TestingSweep.Ended ended = sweep.run(folder.resolve("rows.jsonl"), "--ablation", "resample");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("prompt p has 5 tokens, its donor short 2", "--donor-position last");
  }

  @Test
  void sweep_refused_leavesTheOlderFile() throws IOException {
    Path output = Files.writeString(folder.resolve("rows.jsonl"), "older\n");
    TestingSweep.Ended ended = new TestingSweep(folder, "gpt2").run(output, "--components", "L9H9");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(output).content().isEqualTo("older\n");
  }
}
