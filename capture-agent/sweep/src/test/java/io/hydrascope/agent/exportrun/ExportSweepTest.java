package io.hydrascope.agent.exportrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.prompt.Prompt.Answers;
import io.hydrascope.agent.run.ModelRunner;
import io.hydrascope.agent.sweep.LoadedModel;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.agent.sweep.TestingGoldenRows;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps of exports: every value of every row against the reference and against the checkpoint. */
class ExportSweepTest {
  private static final Path FOLDER = Path.of("../model/src/test/resources/exports");
  private static final List<Prompt> PROMPTS =
      TestingGolden.prompts(FOLDER.resolve("prompts.jsonl"));
  private static final String READOUT = "2,4";
  private static final long SEED = 11;

  @ParameterizedTest
  @CsvSource({
    "gpt2_opset14, gpt2_zero",
    "gpt2_sdpa_masked, gpt2_zero",
    "gpt2_dynamo, gpt2_zero",
    "gpt2_with_past, gpt2_zero",
    "llama_torchscript, llama_zero",
    "llama_dynamo_external, llama_zero",
    "llama_wide_masked, llama_wide_zero",
    "qwen3_torchscript, qwen3_zero",
    "gpt_neox_torchscript, gpt_neox_zero",
    "gpt_neox_dynamo, gpt_neox_zero",
    "phi_torchscript, phi_zero",
    "phi_dynamo, phi_zero",
    "opt_torchscript, opt_zero",
    "opt_dynamo, opt_zero",
    "gpt_neox_torchscript, gpt_neox_readout",
    "gpt_neox_dynamo, gpt_neox_readout",
    "gpt_neox_torchscript, gpt_neox_mean",
    "gpt_neox_dynamo, gpt_neox_mean",
    "gpt_neox_torchscript, gpt_neox_resample",
    "gpt_neox_dynamo, gpt_neox_resample"
  })
  void run_asInTheFile_equalsReference(String export, String rows) {
    String kind = rows.substring(rows.lastIndexOf('_') + 1);
    boolean readout = kind.equals("readout");
    Ablation ablation = readout ? Ablation.ZERO : Ablation.parse(kind);
    Scope scope = readout ? Scope.READOUT_POSITION : Scope.ALL_POSITIONS;
    try (ExportRunner runner = open(export, TestingGolden.OPTIONS)) {
      CapturePlan plan = plan(runner, ablation, scope, Target.ARGMAX, READOUT);
      TestingGoldenRows.compare(
          runner,
          plan,
          sweep(runner, plan, PROMPTS),
          PROMPTS,
          TestingGolden.lines(FOLDER.resolve(rows + ".jsonl")));
    }
  }

  static Stream<Arguments> methods() {
    return Stream.of("gpt2_dynamo", "llama_dynamo_external", "gpt_neox_torchscript")
        .flatMap(
            export ->
                Stream.of(Ablation.values())
                    .flatMap(
                        ablation ->
                            Stream.of(Scope.values())
                                .map(scope -> Arguments.of(export, ablation, scope))));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void run_sameWeightsAsCheckpoint_givesTheSameRows(String export, Ablation ablation, Scope scope) {
    String checkpoint = export.replaceAll("_(dynamo|torchscript).*", "_checkpoint");
    try (ExportRunner exported = open(export, TestingGolden.OPTIONS);
        ModelRunner whole = ModelRunner.load(FOLDER.resolve(checkpoint), TestingGolden.OPTIONS)) {
      assertThat(exported.modelInfo().basis()).isEqualTo(whole.modelInfo().basis());
      for (Target target : Target.values()) {
        List<Prompt> prompts = withAnswersAndTwoDonors();
        CapturePlan plan = plan(exported, ablation, scope, target, "1,3");
        Sweep ofExport = sweep(exported, plan, prompts);
        Sweep ofCheckpoint = sweep(whole, plan, prompts);
        for (Prompt prompt : prompts) {
          same(ofExport.run(prompt), ofCheckpoint.run(prompt));
          assertThat(ofExport.capture(prompt, 5).otherToken())
              .isEqualTo(ofCheckpoint.capture(prompt, 5).otherToken());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"all, ARGMAX", "all, NEXT", "last, LOGIT_DIFF", "0, NEXT"})
  void run_anyReadout_givesTheCheckpointsRows(String readout, Target target) {
    try (ExportRunner exported = open("gpt2_opset14", TestingGolden.OPTIONS);
        ModelRunner whole =
            ModelRunner.load(FOLDER.resolve("gpt2_checkpoint"), TestingGolden.OPTIONS)) {
      for (Scope scope : Scope.values()) {
        CapturePlan plan = plan(exported, Ablation.NOISE, scope, target, readout);
        Prompt prompt = withAnswersAndTwoDonors().get(0);
        same(sweep(exported, plan, PROMPTS).run(prompt), sweep(whole, plan, PROMPTS).run(prompt));
      }
    }
  }

  @Test
  void run_lastPositionOfADonor_givesTheCheckpointsRows() {
    try (ExportRunner exported = open("llama_torchscript", TestingGolden.OPTIONS);
        ModelRunner whole =
            ModelRunner.load(FOLDER.resolve("llama_checkpoint"), TestingGolden.OPTIONS)) {
      CapturePlan plan =
          new CapturePlan(
              Ablation.RESAMPLE,
              Scope.ALL_POSITIONS,
              Target.ARGMAX,
              TestingGolden.everyUnit(exported.modelInfo().basis()),
              READOUT,
              "",
              DonorPosition.LAST,
              0);
      Prompt prompt = PROMPTS.get(0);
      same(sweep(exported, plan, PROMPTS).run(prompt), sweep(whole, plan, PROMPTS).run(prompt));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70_000, 120_000})
  void run_smallMemory_equalsWholePass(int budgetBytes) {
    EngineOptions small = new EngineOptions(TestingGolden.OPTIONS.threads(), budgetBytes);
    try (ExportRunner frugal = open("gpt2_dynamo", small);
        ExportRunner lavish = open("gpt2_dynamo", TestingGolden.OPTIONS)) {
      int units = TestingGolden.everyUnit(frugal.modelInfo().basis()).size();
      assertThat(frugal.budget().ablationsAtOnce(5, 2)).isLessThan(units);
      for (Scope scope : Scope.values()) {
        CapturePlan plan = plan(frugal, Ablation.RESAMPLE, scope, Target.ARGMAX, READOUT);
        for (Prompt prompt : PROMPTS) {
          same(sweep(frugal, plan, PROMPTS).run(prompt), sweep(lavish, plan, PROMPTS).run(prompt));
        }
      }
    }
  }

  @Test
  void run_anyOrderOfUnits_givesRowsInThatOrder() {
    try (ExportRunner runner = open("gpt_neox_dynamo", TestingGolden.OPTIONS)) {
      CapturePlan plan = plan(runner, Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, READOUT);
      List<AblationUnit> reversed = new ArrayList<>(plan.ablated());
      Collections.reverse(reversed);
      CapturePlan backwards =
          new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, reversed, READOUT, "");
      CaptureRows expected = Sweep.zero(runner, plan).run(PROMPTS.get(0));
      CaptureRows found = Sweep.zero(runner, backwards).run(PROMPTS.get(0));
      assertThat(found.position()).isEqualTo(expected.position());
      assertThat(found.ablated()).isEqualTo(expected.ablated());
      for (int unit = 0; unit < reversed.size(); unit++) {
        int last = reversed.size() - 1 - unit;
        assertThat(found.logit()[2 + 2 * unit + 1])
            .isEqualTo(expected.logit()[2 + 2 * last + 1], within(1e-5));
      }
    }
  }

  @Test
  void runIntact_anyPrompt_givesTheIntactRowsOfRun() {
    try (ExportRunner runner = open("llama_torchscript", TestingGolden.OPTIONS)) {
      CapturePlan plan = plan(runner, Ablation.ZERO, Scope.ALL_POSITIONS, Target.NEXT, "all");
      CaptureRows whole = Sweep.zero(runner, plan).run(PROMPTS.get(1));
      CaptureRows intact = Sweep.zero(runner, plan).runIntact(PROMPTS.get(1));
      assertThat(intact.count()).isEqualTo(PROMPTS.get(1).tokens().length - 1);
      assertThat(intact.ablated()).containsOnly(CaptureRows.INTACT);
      assertThat(intact.logit()).isEqualTo(Arrays.copyOf(whole.logit(), intact.count()));
      assertThat(intact.contributions())
          .isEqualTo(Arrays.copyOf(whole.contributions(), intact.contributions().length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"L0", "L0H1+L1.mlp_out", "L0H1->L1.mlp", "L0H1->final"})
  void zero_unitThatIsNoSingleValue_isRefusedWithTheWayOut(String unit) {
    try (ExportRunner runner = open("gpt2_dynamo", TestingGolden.OPTIONS)) {
      CapturePlan plan =
          new CapturePlan(
              Ablation.ZERO,
              Scope.ALL_POSITIONS,
              Target.ARGMAX,
              List.of(AblationUnit.parse(unit)),
              READOUT,
              "");
      assertThatThrownBy(() -> Sweep.zero(runner, plan))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("unit=" + unit, "use --model with the checkpoint");
    }
  }

  private static ExportRunner open(String export, EngineOptions options) {
    return ExportRunner.load(FOLDER.resolve(export).resolve("model.onnx"), options);
  }

  private static CapturePlan plan(
      LoadedModel model, Ablation ablation, Scope scope, Target target, String readout) {
    boolean ofReference = ablation == Ablation.MEAN || ablation == Ablation.NOISE;
    return new CapturePlan(
        ablation,
        scope,
        target,
        TestingGolden.everyUnit(model.modelInfo().basis()),
        readout,
        ofReference ? ReferenceStatistics.over(model, PROMPTS).id() : "",
        DonorPosition.SAME,
        ablation == Ablation.NOISE ? SEED : 0);
  }

  private static Sweep sweep(LoadedModel model, CapturePlan plan, List<Prompt> prompts) {
    return switch (plan.ablation()) {
      case ZERO -> Sweep.zero(model, plan);
      case MEAN -> Sweep.mean(model, plan, ReferenceStatistics.over(model, PROMPTS));
      case NOISE -> Sweep.noise(model, plan, ReferenceStatistics.over(model, PROMPTS));
      case RESAMPLE -> Sweep.resample(model, plan, prompts);
    };
  }

  /** Of the two prompts that are as long as each other. */
  private static List<Prompt> withAnswersAndTwoDonors() {
    return Stream.of(PROMPTS.get(0), PROMPTS.get(2))
        .map(
            prompt ->
                new Prompt(
                    prompt.id(),
                    prompt.tokens(),
                    Map.of(),
                    prompt.id(),
                    List.of("c", "a"),
                    Optional.of(new Answers(9, 30))))
        .toList();
  }

  private static void same(CaptureRows found, CaptureRows expected) {
    assertThat(found.position()).isEqualTo(expected.position());
    assertThat(found.ablated()).isEqualTo(expected.ablated());
    assertThat(found.donor()).isEqualTo(expected.donor());
    assertThat(found.capture()).isEqualTo(expected.capture());
    assertThat(found.targetToken()).isEqualTo(expected.targetToken());
    assertThat(found.top1Flip()).isEqualTo(expected.top1Flip());
    int components = expected.contributions().length / expected.count();
    for (int row = 0; row < expected.count(); row++) {
      double limit = TestingGoldenRows.TOLERANCE * Math.max(1, Math.abs(expected.logit()[row]));
      near("logit", found.logit()[row], expected.logit()[row], limit);
      near("kappa", found.kappa()[row], expected.kappa()[row], limit);
      near("scale", found.scale()[row], expected.scale()[row], limit);
      near("read", found.read()[row], expected.read()[row], limit);
      near("logprob", found.targetLogprob()[row], expected.targetLogprob()[row], limit);
      near("kl", found.kl()[row], expected.kl()[row], limit);
      for (int part = row * components; part < (row + 1) * components; part++) {
        near("part", found.contributions()[part], expected.contributions()[part], limit);
      }
    }
  }

  private static void near(String what, double found, double expected, double limit) {
    assertThat(found).as(what).isCloseTo(expected, within(limit));
  }
}
