package io.hydrascope.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.ModelInfo;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  private static final Prompt PROMPT = TestingGolden.prompts("gpt2").get(0);

  @SuppressWarnings("NullAway.Init")
  private static ModelRunner runner;

  @SuppressWarnings("NullAway.Init")
  private static ResidualBasis basis;

  @BeforeAll
  static void load() {
    runner = ModelRunner.load(TestingGolden.folder("gpt2"), TestingGolden.OPTIONS);
    basis = runner.modelInfo().basis();
  }

  @AfterAll
  static void close() {
    runner.close();
  }

  @Test
  void modelInfo_gpt2_saysWhatItIs() {
    ModelInfo info = runner.modelInfo();
    assertThat(info.modelType()).isEqualTo("gpt2");
    assertThat(info.layers()).isEqualTo(3);
    assertThat(info.heads()).isEqualTo(4);
    assertThat(info.width()).isEqualTo(48);
    assertThat(info.vocabulary()).isEqualTo(120);
    assertThat(info.contextLength()).isEqualTo(96);
    assertThat(info.contentSha256()).matches("[0-9a-f]{64}");
    assertThat(info.parameters()).isEqualTo(95_280);
  }

  @ParameterizedTest
  @ValueSource(ints = {80_000, 120_000, 250_000})
  void run_smallMemory_equalsWholePass(int budgetBytes) {
    CaptureRows whole = Sweep.zero(runner, TestingGolden.zeroPlan(basis, "7")).run(PROMPT);
    EngineOptions small = new EngineOptions(TestingGolden.OPTIONS.threads(), budgetBytes);
    try (ModelRunner frugal = ModelRunner.load(TestingGolden.folder("gpt2"), small)) {
      int atOnce = frugal.budget().ablationsAtOnce(8, 1);
      assertThat(atOnce).isLessThan(basis.layers() * (basis.heads() + 2));
      CaptureRows pieces = Sweep.zero(frugal, TestingGolden.zeroPlan(basis, "7")).run(PROMPT);
      assertThat(pieces.targetToken()).isEqualTo(whole.targetToken());
      assertThat(pieces.ablated()).isEqualTo(whole.ablated());
      assertThat(pieces.logit()).containsExactly(whole.logit(), within(1e-5));
      assertThat(pieces.kl()).containsExactly(whole.kl(), within(1e-5));
      assertThat(pieces.contributions())
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(whole.contributions());
    }
  }

  @Test
  void run_everyRow_partsSumToTheLogit() {
    CaptureRows rows = Sweep.zero(runner, TestingGolden.zeroPlan(basis, "all")).run(PROMPT);
    for (int row = 0; row < rows.count(); row++) {
      double sum = 0;
      for (int j = 0; j < basis.size(); j++) {
        sum += rows.contributions()[row * basis.size() + j];
      }
      double intactScale = rows.scale()[row % PROMPT.tokens().length];
      double logit = sum * intactScale / rows.scale()[row] + rows.kappa()[row];
      assertThat(logit).isEqualTo(rows.logit()[row], within(1e-4));
    }
  }

  @Test
  void run_ablatedRow_isExactlyIntactBeforeItsLayer() {
    CapturePlan plan = plan(List.of(AblationUnit.mlpOut(1)), "all", Target.ARGMAX);
    CaptureRows rows = Sweep.zero(runner, plan).run(PROMPT);
    int positions = PROMPT.tokens().length;
    int upstream = basis.ownStart(Component.mlpOut(1));
    for (int position = 0; position < positions; position++) {
      assertThat(parts(rows, positions + position, upstream))
          .isEqualTo(parts(rows, position, upstream));
    }
  }

  @Test
  void run_anyOrderOfComponents_givesTheSameRows() {
    List<AblationUnit> shuffled = new ArrayList<>(TestingGolden.everyUnit(basis));
    Collections.reverse(shuffled);
    CaptureRows expected = Sweep.zero(runner, TestingGolden.zeroPlan(basis, "5")).run(PROMPT);
    CaptureRows reversed = Sweep.zero(runner, plan(shuffled, "5", Target.ARGMAX)).run(PROMPT);
    int last = expected.count() - 1;
    for (int i = 0; i < shuffled.size(); i++) {
      assertThat(reversed.logit()[1 + i]).isEqualTo(expected.logit()[last - i], within(1e-5));
    }
  }

  @Test
  void run_again_givesTheSameNumbers() {
    Sweep sweep = Sweep.zero(runner, TestingGolden.zeroPlan(basis, "all"));
    CaptureRows first = sweep.run(PROMPT);
    CaptureRows second = sweep.run(PROMPT);
    assertThat(second.contributions()).isEqualTo(first.contributions());
    assertThat(second.logit()).isEqualTo(first.logit());
  }

  @Test
  void run_nextTarget_readsEveryPositionButTheLast() {
    CapturePlan plan = plan(List.of(AblationUnit.head(0, 0)), "all", Target.NEXT);
    CaptureRows rows = Sweep.zero(runner, plan).run(PROMPT);
    int readable = PROMPT.tokens().length - 1;
    assertThat(rows.count()).isEqualTo(2 * readable);
    assertThat(Arrays.copyOf(rows.targetToken(), readable))
        .containsExactly(Arrays.copyOfRange(PROMPT.tokens(), 1, readable + 1));
  }

  @Test
  void run_lastReadout_equalsThatPositionOfAll() {
    CaptureRows all = Sweep.zero(runner, TestingGolden.zeroPlan(basis, "all")).run(PROMPT);
    CaptureRows last = Sweep.zero(runner, TestingGolden.zeroPlan(basis, "last")).run(PROMPT);
    int position = PROMPT.tokens().length - 1;
    assertThat(last.position()).containsOnly(position);
    assertThat(last.logit()[0]).isEqualTo(all.logit()[position], within(1e-5));
  }

  @Test
  void run_oneToken_works() {
    CaptureRows rows =
        Sweep.zero(runner, TestingGolden.zeroPlan(basis, "all")).run(TestingGolden.prompt("p", 5));
    assertThat(rows.count()).isEqualTo(1 + TestingGolden.everyUnit(basis).size());
  }

  @ParameterizedTest
  @CsvSource({
    "12, ARGMAX, readout=12 is outside a prompt of 12 tokens with target=argmax: 0 to 11",
    "'3,11', NEXT, readout=11 is outside a prompt of 12 tokens with target=next: 0 to 10"
  })
  void run_readoutOutside_namesLimit(String readout, Target target, String message) {
    Sweep sweep = Sweep.zero(runner, plan(List.of(AblationUnit.head(0, 0)), readout, target));
    assertThatThrownBy(() -> sweep.run(PROMPT))
        .isInstanceOf(BadPromptException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "last, NEXT, the last token has no next one",
    "x, ARGMAX, readout=x is none of",
    "'3,', ARGMAX, is none of",
    "-1, ARGMAX, readout=-1 is none of",
    "'', ARGMAX, is none of",
    "99999999999, ARGMAX, is none of"
  })
  void zero_badReadout_isRefused(String readout, Target target, String message) {
    CapturePlan plan = plan(List.of(AblationUnit.head(0, 0)), readout, target);
    assertThatThrownBy(() -> Sweep.zero(runner, plan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"embed", "L0.attn_bias", "L3H0", "L0H4"})
  void zero_componentThatCannotBeAblated_isRefused(String component) {
    CapturePlan plan = plan(List.of(AblationUnit.parse(component)), "all", Target.ARGMAX);
    assertThatThrownBy(() -> Sweep.zero(runner, plan))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("component=" + component);
  }

  @Test
  void zero_otherKindOrTwice_isRefused() {
    AblationUnit head = AblationUnit.head(0, 0);
    CapturePlan twice = plan(List.of(head, head), "all", Target.ARGMAX);
    assertThatThrownBy(() -> Sweep.zero(runner, twice)).hasMessageContaining("twice");
    ReferenceStatistics means = ReferenceStatistics.over(runner, List.of(PROMPT));
    CapturePlan mean = TestingGolden.meanPlan(basis, "all", means);
    assertThatThrownBy(() -> Sweep.zero(runner, mean)).hasMessageContaining("ablation=mean");
    ReferenceStatistics others =
        ReferenceStatistics.over(runner, List.of(TestingGolden.prompt("other", 1, 2)));
    assertThatThrownBy(() -> Sweep.mean(runner, mean, others))
        .hasMessageContainingAll(means.id(), others.id());
  }

  @Test
  void run_promptThatDoesNotFit_namesValueAndLimit() {
    Sweep sweep = Sweep.zero(runner, TestingGolden.zeroPlan(basis, "last"));
    Prompt tooLong = TestingGolden.prompt("long", IntStream.range(0, 97).toArray());
    assertThatThrownBy(() -> sweep.run(tooLong))
        .hasMessage("prompt long: tokens=97, the model's context holds 96: shorten it");
    assertThatThrownBy(() -> sweep.run(TestingGolden.prompt("p", 3, 120)))
        .hasMessage("prompt p: token=120 is outside the vocabulary, 0 to 119");
  }

  @Test
  void run_memoryTooSmall_namesNeedAndBudget() {
    EngineOptions tiny = new EngineOptions(TestingGolden.OPTIONS.threads(), 1000);
    try (ModelRunner starved = ModelRunner.load(TestingGolden.folder("gpt2"), tiny)) {
      Sweep sweep = Sweep.zero(starved, TestingGolden.zeroPlan(basis, "all"));
      assertThatThrownBy(() -> sweep.run(PROMPT))
          .isInstanceOf(BadPromptException.class)
          .hasMessageContainingAll("memory budget", "raise it");
    }
  }

  private static CapturePlan plan(List<AblationUnit> ablated, String readout, Target target) {
    return new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, target, ablated, readout, "");
  }

  private static float[] parts(CaptureRows rows, int row, int count) {
    int start = row * basis.size();
    return Arrays.copyOfRange(rows.contributions(), start, start + count);
  }
}
