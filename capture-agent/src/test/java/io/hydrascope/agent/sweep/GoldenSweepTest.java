package io.hydrascope.agent.sweep;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hydrascope.agent.engine.TestingEngine;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value of every row of every model family against the reference implementation. */
class GoldenSweepTest {
  /** Each file of reference rows; its name says what was ablated where. */
  static Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(Golden.folder(""))) {
      return all
          .filter(file -> file.toString().endsWith(".jsonl"))
          .filter(file -> !file.endsWith("prompts.jsonl"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void run_asInTheFile_equalsReference(Path file) {
    String model = requireNonNull(file.getParent()).getFileName().toString();
    List<JsonNode> expected = Golden.lines(file);
    List<Prompt> prompts = Golden.prompts(model);
    try (ModelRunner runner = ModelRunner.load(Golden.folder(model), Golden.OPTIONS)) {
      Reference reference = Reference.over(runner, prompts);
      CapturePlan plan = plan(file, expected, prompts, reference.id());
      Sweep sweep =
          switch (plan.ablation()) {
            case ZERO -> Sweep.zero(runner, plan);
            case MEAN -> Sweep.mean(runner, plan, reference);
            case RESAMPLE -> Sweep.resample(runner, plan, prompts);
            case NOISE -> throw new AssertionError("the reference knows no noise");
          };
      compare(runner, plan, sweep, prompts, expected);
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

  private static void compare(
      ModelRunner runner,
      CapturePlan plan,
      Sweep sweep,
      List<Prompt> prompts,
      List<JsonNode> expected) {
    Map<String, SlowAccounting> accounts = new HashMap<>();
    Map<String, Prompt> byId = new HashMap<>();
    for (Prompt prompt : prompts) {
      CaptureRows rows = sweep.run(prompt);
      accounts.put(
          prompt.id(), new SlowAccounting(runner.modelInfo().basis(), plan.ablated(), rows));
      byId.put(prompt.id(), prompt);
    }
    int ablated = 0;
    for (SlowAccounting account : accounts.values()) {
      for (int row = 0; row < account.rows().count(); row++) {
        ablated += account.rows().isIntact(row) ? 0 : 1;
      }
    }
    assertThat(expected).hasSize(ablated);
    int compared = 0;
    for (JsonNode row : expected) {
      String id = row.path("prompt_id").asText();
      boolean same = compare(row, requireNonNull(byId.get(id)), requireNonNull(accounts.get(id)));
      compared += same ? 1 : 0;
    }
    assertThat(compared).isGreaterThanOrEqualTo(expected.size() / 2);
  }

  /**
   * @return false where a narrower type reads another token than the reference, as near ties can
   */
  private static boolean compare(JsonNode expected, Prompt prompt, SlowAccounting accounting) {
    int row = row(expected, prompt, accounting);
    CaptureRows rows = accounting.rows();
    boolean sameTarget = rows.targetToken()[row] == expected.path("target_token").asInt();
    if (TestingEngine.isExact()) {
      assertThat(sameTarget).isTrue();
      assertThat(rows.top1Flip()[row]).isEqualTo(expected.path("top1_flip").asBoolean());
    }
    if (!sameTarget) {
      return false;
    }
    double magnitude = Math.max(1, Math.abs(expected.path("intact_logit").asDouble()));
    Map<String, Double> measures = accounting.measures(row);
    assertThat(expected.size()).isGreaterThanOrEqualTo(measures.size() + 5);
    measures.forEach((name, value) -> near(name, value, expected, expected.path(name), magnitude));
    if (expected.has("responses")) {
      Map<String, Double> responses = accounting.responses(row);
      assertThat(expected.path("responses").size()).isEqualTo(responses.size());
      responses.forEach(
          (name, value) ->
              near(name, value, expected, expected.path("responses").path(name), magnitude));
    }
    return true;
  }

  private static void near(
      String name, double value, JsonNode row, JsonNode expected, double magnitude) {
    assertThat(expected.isNumber()).as(name).isTrue();
    double difference = Math.abs(value - expected.doubleValue()) / magnitude;
    assertThat(difference)
        .as(
            "%s of %s at %s: %s, expected %s",
            name, row.path("component"), row.path("position"), value, expected)
        .isLessThanOrEqualTo(TestingEngine.tolerance());
  }

  private static int row(JsonNode expected, Prompt prompt, SlowAccounting accounting) {
    AblationUnit unit = AblationUnit.parse(expected.path("component").asText());
    int donor =
        expected.has("donor_id")
            ? prompt.donors().indexOf(expected.path("donor_id").asText())
            : CaptureRows.NO_DONOR;
    CaptureRows rows = accounting.rows();
    for (int row = 0; row < rows.count(); row++) {
      if (!rows.isIntact(row)
          && rows.donor()[row] == donor
          && rows.position()[row] == expected.path("position").asInt()
          && accounting.ablated().get(rows.ablated()[row]).equals(unit)) {
        return row;
      }
    }
    throw new AssertionError("no row of " + unit + " at " + expected.path("position"));
  }
}
