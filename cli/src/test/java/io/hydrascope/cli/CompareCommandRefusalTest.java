package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be compared ends with 2 and says why; nothing passes silently. */
class CompareCommandRefusalTest {
  private static final Path BASE = TestingCompare.MODELS.resolve("base");
  private static final Path CONTROL = TestingCompare.MODELS.resolve("control");
  private static final Path LLAMA = TestingSweep.GOLDEN.resolve("llama");

  @TempDir Path folder;
  private TestingCompare compare = new TestingCompare(Path.of(""), Path.of(""));

  @BeforeEach
  void ask() throws IOException {
    compare = TestingCompare.ofRandomTokens(folder, 40);
  }

  @Test
  void compare_otherShape_namesWhatDiffers() {
    assertRefused(
        compare.run(LLAMA, TestingSweep.GOLDEN.resolve("gpt2")),
        "model_type=llama in the base and gpt2 in the candidate");
  }

  @Test
  void compare_otherWords_saysThatTokensCannotBeCompared() throws IOException {
    Path candidate = compare.copy(CONTROL, "renamed");
    Path file = candidate.resolve("tokenizer.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"the\":", "\"teh\":"));
    assertThat(Files.readString(file)).isNotEqualTo(text);
    assertRefused(compare.run(BASE, candidate), "tokenizers differ", "renamed");
  }

  @Test
  void compare_candidateLosesHalfOfItsPrompts_isNoPass() throws IOException {
    Path candidate = compare.copy(LLAMA, "overflowing");
    overflowEmbeddings(candidate.resolve("model.safetensors"), 10);
    TestingCompare.Ended ended =
        compare.run(LLAMA, candidate, "--measures", "self_repair", "--components", "L0H1");
    assertRefused(ended, "lost=3 prompts, more than 5% of 40", "candidate: ");
  }

  /** So large that their squares are no numbers: prompts with one of the first tokens are lost. */
  private static void overflowEmbeddings(Path file, int tokens) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = Math.toIntExact(bytes.getLong(0));
    String header = new String(bytes.array(), 8, headerBytes, StandardCharsets.UTF_8);
    String offsets =
        TestingSweep.json(header).path("model.embed_tokens.weight").path("data_offsets").toString();
    int start = Integer.parseInt(offsets.substring(1, offsets.indexOf(',')));
    int width = 48;
    for (int i = 0; i < tokens * width; i++) {
      bytes.putFloat(8 + headerBytes + start + i * Float.BYTES, 1e30f);
    }
    Files.write(file, bytes.array());
  }

  @Test
  void compare_fewPrompts_saysHowManyAreNeeded() throws IOException {
    assertRefused(
        TestingCompare.ofProbes(folder, 35).run(BASE, CONTROL),
        "probes=28 independent prompts or groups beside 7 held out",
        "at least 30");
  }

  @Test
  void compare_heldOutAmongTheProbes_isRefused() {
    String same = compare.prompts().toString();
    assertRefused(compare.run(LLAMA, LLAMA, "--held-out", same), "--held-out: prompt p0 is among");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--alpha 2 | alpha=2.0",
        "--delta 0 | delta=0.0",
        "--delta NaN | delta=NaN",
        "--measures kl | shift_measure=kl is none of self_repair",
        "--ablation mean | --ablation mean needs --reference FILE",
        "--reference x.jsonl | --reference needs --ablation mean",
        "--donor-position last | --donor-position last needs --ablation resample, not zero",
        "--target next --readout last | the last token has no next one",
        "--measures self_repair --held-out x.jsonl | --held-out needs repair_residual",
        "--report nowhere/x.html | --report nowhere/x.html cannot be written",
        "--components L9H0 | component=L9H0 is not in a model",
        "--components L1H0 --responses L1H0 | --responses L1H0: expected ABLATED:RESPONDER",
        "--components L1H0 --responses L1H1:L2H0 | L1H1 is not among what is ablated",
        "--components L1H0 --responses L1H0:L0H0 | L0H0 is computed before or beside L1H0",
      })
  void compare_wrongOptions_namesTheValueAndTheWayOut(String options, String message) {
    assertRefused(compare.run(LLAMA, LLAMA, options.split(" ", -1)), message);
  }

  @Test
  void compare_noFolder_saysSo() {
    assertRefused(compare.run(LLAMA, folder.resolve("gone")), "CANDIDATE=", "gone", "no folder");
  }

  private static void assertRefused(TestingCompare.Ended ended, String... parts) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains(parts);
    assertThat(ended.out()).isEmpty();
  }
}
