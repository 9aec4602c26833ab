package io.hydrascope.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.ReferenceStatistics;
import io.hydrascope.agent.sweep.Sweep;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.agent.sweep.VectorPolicy;
import io.hydrascope.agent.sweep.VectorSampler;
import io.hydrascope.agent.sweep.Vectors;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ActivationSite;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.DonorPosition;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.VectorPrecision;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import io.hydrascope.schemas.capture.VectorBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Vectors of a real model, against what the accounting says of the same components. */
class VectorSamplerTest {
  private static final Prompt PROMPT = TestingGolden.prompts("gpt2").get(0);
  private static final CaptureSource SOURCE = new CaptureSource("m", "r", "ab".repeat(32), "run");

  @SuppressWarnings("NullAway.Init")
  private static ModelRunner runner;

  @SuppressWarnings("NullAway.Init")
  private static CapturePlan plan;

  @SuppressWarnings("NullAway.Init")
  private static Sweep sweep;

  @BeforeAll
  static void load() {
    runner = ModelRunner.load(TestingGolden.folder("gpt2"), TestingGolden.OPTIONS);
    plan = TestingGolden.zeroPlan(runner.modelInfo().basis(), "all");
    sweep = Sweep.zero(runner, plan);
  }

  @AfterAll
  static void close() {
    runner.close();
  }

  @Test
  void sample_everything_contributesWhatTheIntactRowsSay() {
    CaptureRows rows = sweep.runIntact(PROMPT);
    float[] directions = directions(rows.targetToken());
    int width = runner.modelInfo().width();
    VectorBatch batch = sample(everything("attn_out", "mlp_out")).get(0);
    assertThat(batch.entries()).hasSize(rows.count() * 2 * runner.modelInfo().layers());
    for (VectorBatch.Entry entry : batch.entries()) {
      int row = entry.position();
      double part =
          Vectors.dot(entry.values(), 0, directions, row * width, width) / rows.scale()[row];
      assertThat(part)
          .isCloseTo(contribution(rows, row, batch.sites().get(entry.site())), within(1e-4));
    }
  }

  /** Sets, edges and a final edge under noise: whatever joins where. */
  @Test
  void sample_ablated_contributesWhatTheAblatedRowsSay() {
    List<AblationUnit> units =
        Stream.of(
                "L1H2",
                "L2",
                "L0H1+L1.mlp_out",
                "L0H1->L2.mlp",
                "L0.mlp_out->L1.attn",
                "L1H3->final")
            .map(AblationUnit::parse)
            .toList();
    ReferenceStatistics reference = ReferenceStatistics.over(runner, TestingGolden.prompts("gpt2"));
    CapturePlan noise =
        new CapturePlan(
            Ablation.NOISE,
            Scope.ALL_POSITIONS,
            Target.ARGMAX,
            units,
            "all",
            reference.id(),
            DonorPosition.SAME,
            7);
    Sweep noisy = Sweep.noise(runner, noise, reference);
    CaptureRows rows = noisy.run(PROMPT);
    VectorPolicy policy =
        new VectorPolicy(
            1,
            1,
            List.of("attn_out", "mlp_out", "residual"),
            List.of("ablated"),
            VectorPrecision.F32);
    VectorSampler sampler =
        new VectorSampler(SOURCE, noise, noisy, runner.modelInfo().basis(), policy);
    int positions = PROMPT.tokens().length;
    int width = runner.modelInfo().width();
    int[] targets = Arrays.copyOf(rows.targetToken(), positions);
    float[] directions = directions(targets);
    List<VectorBatch.Entry> entries =
        sampler.sample(PROMPT, noisy.capture(PROMPT, 0)).get(0).entries();
    assertThat(entries).hasSize(units.size() * 7 * positions);
    List<ActivationSite> sites = policy.sites(runner.modelInfo().basis());
    for (VectorBatch.Entry entry : entries) {
      int row = positions * (1 + entry.ablated()) + entry.position();
      ActivationSite site = sites.get(entry.site());
      double part =
          Vectors.dot(entry.values(), 0, directions, entry.position() * width, width)
              / rows.scale()[entry.position()];
      double expected =
          site.kind() == ActivationSite.Kind.RESIDUAL
              ? rows.read()[row]
              : contribution(rows, row, site);
      assertThat(part)
          .as("%s of %s at %d", site, units.get(entry.ablated()), entry.position())
          .isCloseTo(expected, within(1e-4));
    }
  }

  /** // [readout, d_model] */
  private static float[] directions(int[] targets) {
    int[] tokens = PROMPT.tokens();
    int[] readouts = IntStream.range(0, tokens.length).toArray();
    IntactRun run = runner.intactPass().run(tokens, readouts, IntactPass.Use.PARTS);
    try (Tensors back =
        runner.back(run, runner.references().tokens(targets, SweepTask.NOT_GIVEN))) {
      return back.floats(TrunkNames.DIRECTION);
    }
  }

  private static double contribution(CaptureRows rows, int row, ActivationSite site) {
    ResidualBasis basis = runner.modelInfo().basis();
    Component component =
        site.kind() == ActivationSite.Kind.ATTN_OUT
            ? Component.attnOut(site.layer())
            : Component.mlpOut(site.layer());
    double sum = 0;
    for (int j = basis.ownStart(component); j < basis.ownEnd(component); j++) {
      sum += rows.contributions()[row * basis.size() + j];
    }
    return sum;
  }

  @Test
  void sample_anyPolicy_choosesTheSameAndCountsTheRest() {
    VectorPolicy policy =
        new VectorPolicy(
            1, 0.3, List.of("z", "L1.mlp_out"), List.of("intact"), VectorPrecision.BF16);
    VectorSampler first = sampler(policy);
    List<VectorBatch> batches = first.sample(PROMPT, sweep.capture(PROMPT, 0));
    assertThat(sampler(policy).sample(PROMPT, sweep.capture(PROMPT, 0)))
        .usingRecursiveComparison()
        .isEqualTo(batches);
    long all = (3L * 4 + 1) * PROMPT.tokens().length;
    assertThat(first.chosen()).isEqualTo(batches.get(0).entries().size()).isBetween(1L, all - 1);
    assertThat(first.chosen() + first.notChosen()).isEqualTo(all);
    assertThat(batches.get(0).entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.ablated()).isEqualTo(CaptureRows.INTACT);
              for (float value : entry.values()) {
                assertThat(VectorPrecision.BF16.rounded(value)).isEqualTo(value);
              }
            });
  }

  @Test
  void sample_noCapture_readsNothing() {
    VectorPolicy none =
        new VectorPolicy(0, 1, VectorPolicy.ALL_SITES, List.of("intact"), VectorPrecision.F32);
    assertThat(sample(none)).isEmpty();
  }

  @Test
  void sample_someOfAblatedRuns_choosesTheSameAndCountsTheRest() {
    VectorPolicy policy =
        new VectorPolicy(
            1, 0.2, List.of("residual"), List.of("intact", "L1H2"), VectorPrecision.F32);
    VectorSampler first = sampler(policy);
    List<VectorBatch> batches = first.sample(PROMPT, sweep.capture(PROMPT, 0));
    assertThat(sampler(policy).sample(PROMPT, sweep.capture(PROMPT, 0)))
        .usingRecursiveComparison()
        .isEqualTo(batches);
    assertThat(first.chosen()).isEqualTo(batches.get(0).entries().size());
    assertThat(first.chosen() + first.notChosen()).isEqualTo(2L * PROMPT.tokens().length);
  }

  @Test
  void sampler_runThatIsNotPlanned_namesIt() {
    VectorPolicy policy =
        new VectorPolicy(1, 1, List.of("residual"), List.of("intact", "L9H9"), VectorPrecision.F32);
    assertThatThrownBy(() -> sampler(policy)).hasMessageContaining("L9H9");
  }

  @Test
  void sites_unknown_namesTheModel() {
    assertThatThrownBy(() -> sampler(everything("L9H9")))
        .hasMessageContaining("L9H9")
        .hasMessageContaining("3 layers");
  }

  private static VectorPolicy everything(String... sites) {
    return new VectorPolicy(1, 1, List.of(sites), List.of("intact"), VectorPrecision.F32);
  }

  private static List<VectorBatch> sample(VectorPolicy policy) {
    Capture capture = sweep.capture(PROMPT, 0);
    return sampler(policy).sample(PROMPT, capture);
  }

  private static VectorSampler sampler(VectorPolicy policy) {
    return new VectorSampler(SOURCE, plan, sweep, runner.modelInfo().basis(), policy);
  }
}
