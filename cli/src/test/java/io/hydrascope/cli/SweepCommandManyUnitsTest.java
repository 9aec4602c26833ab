package io.hydrascope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.testkit.TestingProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of thousands of units. */
class SweepCommandManyUnitsTest {
  private static final int SETS = 5000;

  /** Linux takes 128 KiB. */
  private static final int SETS_OF_ONE_ARGUMENT = 2000;

  private static final int LAYERS = 3;
  private static final int HEADS = 4;
  private static final double ROUNDING = 5e-5;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;
  private TestingSweep sweep = new TestingSweep(Path.of(""), "gpt2");

  @BeforeEach
  void writeIntoTheFolder() throws IOException {
    sweep = new TestingSweep(folder, "gpt2");
    sweep.ask("{\"id\": \"p\", \"tokens\": [72, 34, 9, 20, 59]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all_positions", "readout_position"})
  void sweep_thousandsOfSets_givesEachTheRowThatItHasAmongFew(String scope) {
    List<String> sets = sets();
    List<JsonNode> rows = sweep(scope, sets);
    assertThat(rows).extracting(row -> row.path("component").asText()).isEqualTo(sets);

    List<String> few = List.of(sets.get(0), sets.get(SETS / 2), sets.get(SETS - 1));
    for (JsonNode alone : sweep(scope, few)) {
      JsonNode among = rows.get(sets.indexOf(alone.path("component").asText()));
      assertSame(among, alone);
    }
  }

  private static void assertSame(JsonNode row, JsonNode expected) {
    for (String name : List.of("component", "position", "target_token")) {
      assertThat(row.path(name)).isEqualTo(expected.path(name));
    }
    for (String measure : List.of("ablated_logit", "direct_effect", "self_repair", "kl")) {
      assertThat(row.path(measure).asDouble())
          .as(expected.path("component") + " " + measure)
          .isEqualTo(expected.path(measure).asDouble(), within(ROUNDING));
    }
  }

  private List<JsonNode> sweep(String scope, List<String> sets) {
    return sweep.rows(
        "--scope", scope, "--readout", "last", "--components", String.join(",", sets));
  }

  @Test
  void main_commandLineOfThousandsOfSets_writesItsRows() throws IOException {
    Path rows = folder.resolve("rows.jsonl");
    List<String> arguments = new ArrayList<>(List.of("sweep", "--scope", "readout_position"));
    arguments.addAll(List.of("--model", TestingSweep.GOLDEN.resolve("gpt2").toString()));
    arguments.addAll(List.of("--prompts", folder.resolve("prompts.jsonl").toString()));
    arguments.addAll(List.of("--output", rows.toString(), "--readout", "last"));
    List<String> sets = sets();
    for (int from = 0; from < SETS; from += SETS_OF_ONE_ARGUMENT) {
      List<String> some = sets.subList(from, Math.min(SETS, from + SETS_OF_ONE_ARGUMENT));
      arguments.addAll(List.of("--components", String.join(",", some)));
    }
    try (TestingProcess process =
        TestingProcess.start(
            folder.resolve("log"), Hydrascope.class, arguments.toArray(String[]::new))) {
      process.awaitOutput("%,d rows of 1 prompt ".formatted(SETS), LIMIT);
    }
    assertThat(Files.readAllLines(rows)).hasSize(SETS);
  }

  @Test
  void sweep_moreRowsThanTheMemoryTakes_runsThemInPartsToTheSameRows() {
    String sets = String.join(",", sets().subList(0, 1000));
    List<JsonNode> expected = sweep.rows("--units", "head", "--components", sets);
    List<JsonNode> rows = sweep.rows("--units", "head", "--components", sets, "--memory", "256k");
    assertThat(rows).hasSameSizeAs(expected);
    for (int row = 0; row < rows.size(); row++) {
      assertSame(rows.get(row), expected.get(row));
    }
  }

  @Test
  void sweep_budgetInParts_findsTheSameFragileUnits() {
    List<String> whole = fragile("512m");
    assertThat(whole).hasSize(10);
    assertThat(fragile("256k")).isEqualTo(whole);
  }

  private List<String> fragile(String memory) {
    String sets = String.join(",", sets().subList(0, 1000));
    TestingSweep.Ended ended =
        sweep.run(
            folder.resolve("rows.jsonl"),
            "--components",
            sets,
            "--budget",
            "1000",
            "--memory",
            memory,
            "--json");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    List<String> components = new ArrayList<>();
    TestingSweep.json(ended.out())
        .path("most_fragile")
        .forEach(unit -> components.add(unit.path("component").asText()));
    return components;
  }

  @Test
  void sweep_oneUnitsRowsAreMoreThanTheMemoryTakes_namesTheNumbers() {
    TestingSweep.Ended ended =
        sweep.run(folder.resolve("rows.jsonl"), "--components", "L0H0", "--memory", "40k");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("memory budget is 40 KiB");
  }

  @Test
  void sweep_setsInAnArgumentFile_areThoseOfTheCommandLine() throws IOException {
    List<String> sets = sets().subList(0, 9);
    Path file = folder.resolve("sets");
    List<JsonNode> expected = sweep("all_positions", sets);

    Files.writeString(file, String.join(",", sets));
    assertThat(sweep.rows("--readout", "last", "--components", "@" + file)).isEqualTo(expected);
    Files.write(file, sets.stream().map(set -> "--components " + set).toList());
    assertThat(sweep.rows("--readout", "last", "@" + file)).isEqualTo(expected);
  }

  @Test
  void sweep_setsOfAFileALineEach_saysThatAListIsOneLine() throws IOException {
    Path file = Files.write(folder.resolve("sets"), sets());
    TestingSweep.Ended ended = sweep.run(folder.resolve("rows.jsonl"), "--components", "@" + file);
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains(
            "4,999 arguments belong to no option, the first is L0H0+L0H2; the list of an option")
        .hasSizeLessThan(500);
  }

  /** Each two or more of the model's heads and MLPs. */
  private static List<String> sets() {
    List<String> parts = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int head = 0; head < HEADS; head++) {
        parts.add("L" + layer + "H" + head);
      }
      parts.add("L" + layer + ".mlp_out");
    }
    List<String> sets = new ArrayList<>();
    for (int chosen = 1; sets.size() < SETS; chosen++) {
      if (Integer.bitCount(chosen) >= 2) {
        sets.add(join(parts, chosen));
      }
    }
    return sets;
  }

  private static String join(List<String> parts, int chosen) {
    List<String> set = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      if ((chosen >> part & 1) == 1) {
        set.add(parts.get(part));
      }
    }
    return String.join("+", set);
  }
}
