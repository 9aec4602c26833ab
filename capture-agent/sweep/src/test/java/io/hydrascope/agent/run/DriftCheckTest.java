package io.hydrascope.agent.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.checkpoint.TestingCheckpoint;
import io.hydrascope.agent.checkpoint.TestingSafetensors;
import io.hydrascope.agent.engine.EngineException;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Families;
import io.hydrascope.agent.graph.BackGraph;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkGraph;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.run.Contributions.PassContext;
import io.hydrascope.agent.sweep.CaptureRowsBuilder.IntactReading;
import io.hydrascope.agent.sweep.Readout;
import io.hydrascope.agent.sweep.ReplacementSource;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.AblationUnit;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftCheckTest {
  private static final int[] TOKENS = {5, 3, 9, 2, 7};
  private static final int[] READOUTS = {1, 4};
  private static final BatchRow LAST_LAYER = row(AblationUnit.mlpOut(2), 0);
  private static final Batch EVERYWHERE =
      new Batch(List.of(LAST_LAYER), OptionalInt.of(Batch.EVERY_READOUT));

  @TempDir Path temporary;

  @Test
  void check_intactRunOfTheSameWeights_isZeroUpToRounding() {
    DriftCheck check = everyRow();

    check(check, TestingGolden.folder("gpt2"));

    assertThat(check.drift().rows()).isEqualTo(1);
    assertThat(check.drift().largest()).isLessThan(1e-5);
  }

  @Test
  void check_intactRunOfOtherWeights_namesTheComponent() {
    TestingCheckpoint broken =
        TestingCheckpoint.copyOf(TestingGolden.folder("gpt2"), temporary.resolve("gpt2"));
    TestingSafetensors.read(broken.weights())
        .setFirst("transformer.h.1.mlp.c_proj.bias", 1)
        .write(broken.weights());

    assertThatThrownBy(() -> check(everyRow(), broken.folder()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("ablated=L2.mlp_out position=1: L1.mlp_out lies before it")
        .hasMessageContaining("upstream_drift=");
  }

  @Test
  void check_otherWeightsDownstream_isNotItsBusiness() {
    DriftCheck check = everyRow();
    float[] intact = new float[check(check, TestingGolden.folder("gpt2")).length];
    float[] recomputed = intact.clone();
    recomputed[recomputed.length - 1] = 1; // the last layer's MLP, at the last readout

    check.check(EVERYWHERE, recomputed, new IntactReading(new double[] {1, 1}, intact));

    assertThat(check.drift().rows()).isEqualTo(2);
  }

  @Test
  void check_rowsOfOnePositionAtTheSecondReadout_readsThatReadout() {
    DriftCheck check = everyRow();
    float[] intact = check(check, TestingGolden.folder("gpt2"));
    float[] second = Arrays.copyOfRange(intact, intact.length / 2, intact.length);
    BatchRow there = new BatchRow(AblationUnit.mlpOut(2), 0, 0, 1);
    BatchRow elsewhere = new BatchRow(AblationUnit.mlpOut(2), 0, 0, 0);
    Batch batch = new Batch(List.of(elsewhere, there), OptionalInt.of(1));
    IntactReading expected = new IntactReading(new double[] {1, 1}, intact);

    check.check(batch, second, expected);

    assertThat(check.drift().rows()).isEqualTo(2); // with the one of the first check
    float[] first = Arrays.copyOf(intact, intact.length / 2);
    assertThatThrownBy(() -> check.check(batch, first, expected))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("position=4");
  }

  @Test
  void samples_manyRows_oneInAHundredAndAlwaysTheSame() {
    DriftCheck one = seldom("capture");
    List<BatchRow> rows =
        IntStream.range(0, 20_000).mapToObj(i -> row(AblationUnit.mlpOut(i % 50), i / 50)).toList();

    long sampled = rows.stream().filter(one::samples).count();

    assertThat((double) sampled).isCloseTo(200, within(60.0));
    assertThat(rows.stream().filter(seldom("capture")::samples))
        .containsExactlyElementsOf(rows.stream().filter(one::samples).toList());
    assertThat(rows.stream().filter(seldom("another")::samples).toList())
        .isNotEqualTo(rows.stream().filter(one::samples).toList());
  }

  /** With the intact run of one folder and the rows of the golden one; the intact parts. */
  private static float[] check(DriftCheck check, Path intactFolder) {
    Path folder = TestingGolden.folder("gpt2");
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Checkpoint other = Checkpoint.open(intactFolder)) {
      Transformer model = Families.describe(checkpoint);
      try (GraphSession session = session(TrunkGraph.of(model, TrunkFeatures.PLAIN), model);
          GraphSession back = session(BackGraph.of(model), model);
          IntactPass pass = intactPass(Families.describe(other))) {
        IntactRun run = pass.run(TOKENS, READOUTS, IntactPass.Use.FORKS);
        Readout.Tokens tokens =
            new TargetBaselines(model, checkpoint.weights())
                .tokens(new int[] {1, 2}, SweepTask.NOT_GIVEN);
        Tensors backs = back.run(IntactContributions.question(model, run, tokens));
        IntactContributions parts = IntactContributions.of(model, run, backs);
        Batch batch = EVERYWHERE;
        Replacements zero =
            ReplacementSource.zero(model.dimensions().width(), model.dimensions().headWidth())
                .of(TestingGolden.prompt("p", TOKENS));
        SenderDeltas senders = new SenderDeltas(model, checkpoint.weights());
        Tensors outputs =
            new Trunk(session, model, TrunkFeatures.PLAIN, false)
                .ablated(run, backs, new BatchInputs(model, run, batch, zero, senders, false));
        PassContext context = new PassContext(run, parts, backs, batch, zero);
        float[] recomputed =
            new Contributions(model, outputs, context, READOUTS.length).unchanged();
        check.check(batch, recomputed, new IntactReading(new double[] {1, 1}, parts.table()));
        return parts.table();
      }
    }
  }

  private static IntactPass intactPass(Transformer model) {
    return new IntactPass(graph -> session(graph, model), model);
  }

  private static GraphSession session(byte[] graph, Transformer model) {
    Path folder = requireNonNull(model.tokenEmbedding().file().getParent());
    return GraphSession.load(graph, GraphWeights.in(folder), TestingGolden.OPTIONS);
  }

  private static DriftCheck everyRow() {
    return check("capture", DriftCheck.ALWAYS);
  }

  private static DriftCheck seldom(String captureId) {
    return check(captureId, DriftCheck.SELDOM);
  }

  private static DriftCheck check(String captureId, int oneIn) {
    try (Checkpoint checkpoint = Checkpoint.open(TestingGolden.folder("gpt2"))) {
      return new DriftCheck(
          captureId, oneIn, Families.describe(checkpoint).basis(), READOUTS, 1e-5);
    }
  }

  private static BatchRow row(AblationUnit unit, int donor) {
    return new BatchRow(unit, 0, donor, Batch.EVERY_READOUT);
  }
}
