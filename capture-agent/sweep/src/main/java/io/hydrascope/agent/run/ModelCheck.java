package io.hydrascope.agent.run;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.PlainGraph;
import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.SweepTask;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.schemas.Ablation;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.Scope;
import io.hydrascope.schemas.Target;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What must hold of a model before it is trusted, on a short probe: the sweep's intact run reads as
 * the plain model, the components' parts sum to the logit, and putting each layer's own values in
 * their own place changes nothing. Every row is sampled for {@link DriftCheck}.
 */
final class ModelCheck {
  private static final int PROBE_TOKENS = 12;
  private static final int TOKEN_STEP = 7919;

  private final ModelRunner runner;
  private final GraphSession plain;
  private final Dimensions size;
  private final ResidualBasis basis;

  ModelCheck(ModelRunner runner, GraphSession plain) {
    this.runner = runner;
    this.plain = plain;
    this.size = runner.model().dimensions();
    basis = runner.model().basis();
  }

  void verify() {
    int length = Math.min(PROBE_TOKENS, size.contextLength());
    int[] tokens =
        IntStream.range(0, length).map(i -> (i + 1) * TOKEN_STEP % size.vocabulary()).toArray();
    int[] readouts = IntStream.range(0, length).toArray();
    float[] logits = plainLogits(tokens, readouts); // [readout, vocabulary]
    CapturePlan plan =
        new CapturePlan(Ablation.ZERO, Scope.ALL_POSITIONS, Target.ARGMAX, ownValues(), "all", "");
    Prompt prompt = new Prompt("self-check", tokens, Map.of(), "self-check");
    CaptureRows rows =
        runner.sweep(new SweepTask(plan, prompt, readouts, new Unchanged()), DriftCheck.ALWAYS);
    for (int row = 0; row < rows.count(); row++) {
      verify(rows, row, logits);
    }
  }

  /** One head, the attention and the MLP of every layer. */
  private List<AblationUnit> ownValues() {
    List<AblationUnit> units = new ArrayList<>();
    for (int layer = 0; layer < size.layers(); layer++) {
      units.add(AblationUnit.head(layer, layer % size.heads()));
      units.add(AblationUnit.attnOut(layer));
      units.add(AblationUnit.mlpOut(layer));
    }
    return units;
  }

  private void verify(CaptureRows rows, int row, float[] logits) {
    int readout = rows.position()[row];
    double sum = rows.kappa()[row];
    double magnitude = 1 + Math.abs(sum);
    for (int component = 0; component < basis.size(); component++) {
      double part = rows.contributions()[row * basis.size() + component];
      sum += part;
      magnitude += Math.abs(part);
    }
    require("the components' sum is", rows.logit()[row], sum, magnitude);
    double logprob = logprob(logits, readout, rows.targetToken()[row]);
    require("the plain model's log-probability is", rows.targetLogprob()[row], logprob, magnitude);
    require("unchanged it is", rows.logit()[row], rows.logit()[readout], magnitude);
  }

  /** Relative to the sum of the parts' magnitudes, which is what rounding grows with. */
  private void require(String what, double measured, double expected, double magnitude) {
    if (!(Math.abs(measured - expected) <= runner.tolerance() * magnitude)) {
      throw new BadCheckpointException(
          "self-check failed: the sweep reads %s, %s %s (tolerance %s): this checkpoint"
                  .formatted(measured, what, expected, runner.tolerance() * magnitude)
              + " computes something its config does not say; please report it");
    }
  }

  private float[] plainLogits(int[] tokens, int[] readouts) {
    long[] row = IntStream.of(tokens).asLongStream().toArray();
    return plain
        .run(
            new Tensors()
                .put(PlainGraph.TOKENS, row, 1, row.length)
                .put(PlainGraph.READOUTS, readouts))
        .floats(PlainGraph.LOGITS);
  }

  private double logprob(float[] logits, int at, int target) {
    int start = at * size.vocabulary();
    double largest = Double.NEGATIVE_INFINITY;
    for (int token = 0; token < size.vocabulary(); token++) {
      largest = Math.max(largest, logits[start + token]);
    }
    double sum = 0;
    for (int token = 0; token < size.vocabulary(); token++) {
      sum += Math.exp(logits[start + token] - largest);
    }
    return logits[start + target] - largest - Math.log(sum);
  }

  /** Adds nothing to anything. */
  private final class Unchanged implements Replacements {
    @Override
    public boolean byPosition() {
      return true;
    }

    @Override
    public boolean additive() {
      return true;
    }

    @Override
    public float[] value(Component component, int donor, int position) {
      return new float[component.kind() == Component.Kind.HEAD ? size.headWidth() : size.width()];
    }
  }
}
