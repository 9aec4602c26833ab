package io.hydrascope.agent.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.TestingEngine;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.agent.sweep.TestingGoldenRows;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value of every row of every model family against the reference implementation. */
class GoldenSweepTest {
  private static final long FEW_ROWS_BYTES = 600_000;

  /** Each file of reference rows; its name says what was ablated where. */
  static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(TestingGolden.folder(""))) {
      return all
          .filter(file -> file.toString().endsWith(".jsonl"))
          .filter(file -> !file.endsWith("prompts.jsonl"))
          .filter(file -> !file.getFileName().toString().startsWith("activations_"))
          .sorted()
          .toList()
          .stream();
    }
  }

  static Stream<Path> zeroFiles() throws IOException {
    return files()
        .filter(file -> requireNonNull(file.getFileName()).toString().startsWith("zero_"));
  }

  /** Passes of a few rows begin at any layer: those before it have no rows at all. */
  @ParameterizedTest
  @MethodSource("zeroFiles")
  void run_inPassesOfFewRows_equalsReference(Path file) {
    run(file, new EngineOptions(TestingGolden.OPTIONS.threads(), FEW_ROWS_BYTES));
  }

  @ParameterizedTest
  @MethodSource("files")
  void run_asInTheFile_equalsReference(Path file) {
    run(file, TestingEngine.options());
  }

  private static void run(Path file, EngineOptions options) {
    String model = requireNonNull(file.getParent()).getFileName().toString();
    List<JsonNode> expected = TestingGolden.lines(file);
    List<Prompt> prompts = TestingGolden.prompts(model);
    try (ModelRunner runner = ModelRunner.load(TestingGolden.folder(model), options)) {
      ReferenceStatistics reference = ReferenceStatistics.over(runner, prompts);
      CapturePlan plan = plan(file, expected, prompts, reference.id());
      Sweep sweep =
          switch (plan.ablation()) {
            case ZERO -> Sweep.zero(runner, plan);
            case MEAN -> Sweep.mean(runner, plan, reference);
            case RESAMPLE -> Sweep.resample(runner, plan, prompts);
            case NOISE -> throw new AssertionError("the reference knows no noise");
          };
      TestingGoldenRows.compare(runner, plan, sweep, prompts, expected);
    }
  }

  private static CapturePlan plan(
      Path file, List<JsonNode> expected, List<Prompt> prompts, String referenceId) {
    String name = file.getFileName().toString();
    Ablation ablation =
        Stream.of(Ablation.values())
            .filter(kind -> name.contains(kind.text()))
            .findFirst()
            .orElseThrow();
    Scope scope =
        name.contains(Scope.READOUT_POSITION.text()) ? Scope.READOUT_POSITION : Scope.ALL_POSITIONS;
    List<AblationUnit> units =
        expected.stream()
            .map(row -> row.path("component").asText())
            .distinct()
            .map(AblationUnit::parse)
            .toList();
    String readout =
        expected.stream()
            .map(row -> row.path("position").asText())
            .distinct()
            .collect(Collectors.joining(","));
    String referenceSet = ablation == Ablation.MEAN ? referenceId : "";
    return new CapturePlan(
        ablation, scope, target(expected, prompts), units, readout, referenceSet);
  }

  private static Target target(List<JsonNode> expected, List<Prompt> prompts) {
    Map<String, Prompt> byId =
        prompts.stream().collect(Collectors.toMap(Prompt::id, prompt -> prompt));
    boolean next =
        expected.stream()
            .allMatch(
                row -> {
                  int[] tokens = requireNonNull(byId.get(row.path("prompt_id").asText())).tokens();
                  int at = row.path("position").asInt() + 1;
                  return at < tokens.length && tokens[at] == row.path("target_token").asInt();
                });
    return next ? Target.NEXT : Target.ARGMAX;
  }
}
