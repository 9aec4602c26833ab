package io.hydrascope.agent.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.checkpoint.Checkpoint;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Families;
import io.hydrascope.agent.graph.TrunkAxes;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkGraph;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.onnx.InputAxes;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.sweep.ReplacementSource;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.TestingGolden;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.AblationUnit;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a trunk does for an engine without empty inputs, on an engine that has them. */
class CompiledTrunkTest {
  private static final int[] TOKENS = {5, 3, 9, 2, 7};
  private static final int[] READOUTS = {1, 4};

  @ParameterizedTest
  @MethodSource("io.hydrascope.agent.sweep.TestingGolden#models")
  void run_withRowsPutIn_givesWhatItGivesWithout(String name) {
    try (Checkpoint checkpoint = Checkpoint.open(TestingGolden.folder(name))) {
      Transformer model = Families.describe(checkpoint);
      Path folder = requireNonNull(model.tokenEmbedding().file().getParent());
      byte[] graph = TrunkGraph.toCompile(model, TrunkFeatures.PLAIN);
      try (GraphSession session =
              GraphSession.load(graph, GraphWeights.in(folder), TestingGolden.OPTIONS);
          IntactPass pass =
              new IntactPass(
                  intact ->
                      GraphSession.load(intact, GraphWeights.in(folder), TestingGolden.OPTIONS),
                  model)) {
        SenderDeltas senders = new SenderDeltas(model, checkpoint.weights());
        IntactRun intact = pass.run(TOKENS, READOUTS, IntactPass.Use.FORKS);
        Trunk taking = new Trunk(session, model, TrunkFeatures.PLAIN, false);
        Trunk refusing = new Trunk(session, model, TrunkFeatures.PLAIN, true);
        Tensors empty = outputs(taking, intact, model, senders);
        Tensors padded = outputs(refusing, intact, model, senders);
        requireSame(padded, empty, TrunkNames.RESIDUAL);
        for (int layer = 0; layer < model.dimensions().layers(); layer++) {
          requireSame(padded, empty, TrunkNames.headParts(layer));
          requireSame(padded, empty, TrunkNames.mlpParts(layer));
          if (empty.has(TrunkNames.attentionScale(layer))) {
            requireSame(padded, empty, TrunkNames.attentionScale(layer));
          }
        }
      }
    }
  }

  /** Of the intact run and one head of the last layer: every other place is empty. */
  private static Tensors outputs(
      Trunk trunk, IntactRun intact, Transformer model, SenderDeltas senders) {
    int width = model.dimensions().width();
    int last = model.dimensions().layers() - 1;
    Batch batch = new Batch(List.of(row(AblationUnit.head(last, 0), -1)), OptionalInt.empty());
    Replacements zero =
        ReplacementSource.zero(width, model.dimensions().headWidth())
            .of(TestingGolden.prompt("p", TOKENS));
    float[] direction = new float[READOUTS.length * width];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) Math.sin(i);
    }
    return trunk.ablated(
        intact,
        back(model, direction),
        new BatchInputs(model, intact, batch, zero, senders, false));
  }

  /** Any numbers do: both trunks are given the same. */
  private static Tensors back(Transformer model, float[] direction) {
    int width = model.dimensions().width();
    Tensors back = new Tensors().put(TrunkNames.DIRECTION, direction, READOUTS.length, width);
    int values = READOUTS.length * model.dimensions().queryWidth();
    float[] numbers = Arrays.copyOf(direction, values);
    for (int layer = 0; layer < model.dimensions().layers(); layer++) {
      back.put(
          TrunkNames.back(layer),
          numbers,
          READOUTS.length,
          model.dimensions().heads(),
          model.dimensions().headWidth());
    }
    return back;
  }

  private static void requireSame(Tensors found, Tensors expected, String name) {
    assertThat(found.shape(name)).as(name).isEqualTo(expected.shape(name));
    assertThat(found.floats(name)).as(name).containsExactly(expected.floats(name), within(1e-5f));
  }

  @ParameterizedTest
  @MethodSource("io.hydrascope.agent.sweep.TestingGolden#models")
  void axes_ofEveryInput_haveRanges(String name) {
    try (Checkpoint checkpoint = Checkpoint.open(TestingGolden.folder(name))) {
      Transformer model = Families.describe(checkpoint);
      byte[] graph = TrunkGraph.of(model, TrunkFeatures.PLAIN);
      InputAxes.of(graph)
          .values()
          .forEach(
              axes -> assertThat(TrunkAxes.of(model, 8)).containsKeys(axes.toArray(String[]::new)));
    }
  }

  @Test
  void passes_severalDonors_oneOfEachPlaceAtATime() {
    List<BatchRow> rows =
        IntStream.range(0, 3).mapToObj(donor -> row(AblationUnit.attnOut(0), donor)).toList();

    assertThat(Passes.of(rows, 100, join -> join == Join.ATTENTION ? 1 : 4)).hasSize(3);
    assertThat(Passes.of(rows, 2, join -> Integer.MAX_VALUE))
        .containsExactly(rows.subList(0, 2), rows.subList(2, 3));
    assertThat(Passes.of(List.of(), 2, join -> 1)).isEmpty();
  }

  private static BatchRow row(AblationUnit unit, int donor) {
    return new BatchRow(unit, 0, donor, Batch.EVERY_READOUT);
  }
}
