package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sweep is said to take, beside what it takes. */
class SweepCommandDryRunTest {
  private static final double A_HALF = 50;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    ".jsonl, --target next",
    ".jsonl, --target next --responses",
    ".arrow, --target next",
    ".arrow, --target next --responses",
    ".jsonl, --readout last --budget 170",
    ".jsonl, --readout last --components L0H0+L1H2 --scope readout_position"
  })
  void dryRun_anySweep_tellsItsRowsAndBytesAndWritesNothing(String ending, String options)
      throws IOException {
    TestingSweep sweep = new TestingSweep(folder, "gpt2");
    sweep.ask(prompts());
    List<String> asked = new ArrayList<>(List.of(options.split(" ", -1)));
    Path file = sweep.write(ending, asked.toArray(String[]::new));
    long bytes = Files.size(file);
    Path output = folder.resolve("none" + ending);
    asked.addAll(List.of("--dry-run", "--json"));
    TestingSweep.Ended ended = sweep.run(output, asked.toArray(String[]::new));

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    JsonNode said = TestingSweep.json(ended.out());
    if (ending.equals(".jsonl")) {
      int rows = TestingSweep.lines(file).size();
      assertThat(said.path("rows").asDouble()).isCloseTo(rows, Percentage.withPercentage(2));
    }
    assertThat(said.path("bytes").asDouble())
        .isCloseTo((double) bytes, Percentage.withPercentage(A_HALF));
    assertThat(said.path("seconds").asDouble()).isPositive();
    assertThat(said.path("tried_prompts").asInt()).isPositive();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(each -> String.valueOf(each.getFileName())))
          .noneMatch(name -> name.startsWith("none"));
    }
  }

  @Test
  void dryRun_forAPerson_isOneLine() throws IOException {
    TestingSweep sweep = new TestingSweep(folder, "gpt2");
    sweep.ask(prompts());
    TestingSweep.Ended ended =
        sweep.run(folder.resolve("rows.jsonl"), "--dry-run", "--readout", "last");
    assertThat(ended.out())
        .containsPattern(
            "ablations on 12 prompts: [\\d,]+ rows, about [\\d.]+ [kM]B in .*rows.jsonl; about .* of memory; about \\d+ s");
  }

  private static String[] prompts() {
    return IntStream.range(0, 12)
        .mapToObj(
            p -> "{\"id\": \"p%d\", \"tokens\": [72,34,9,20,59,19,38,%d]}".formatted(p, 20 + p))
        .toArray(String[]::new);
  }
}
