package io.hydrascope.agent.sweep;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.graph.PlainGraph;
import io.hydrascope.agent.graph.TrunkGraph;
import io.hydrascope.agent.sweep.Readout.Measured;
import io.hydrascope.agent.sweep.ReadoutDirections.Directions;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What must hold of a model before it is trusted, on a short probe: the sweep's intact row reads as
 * the plain model, and the components' parts sum to the logit.
 */
final class ModelCheck {
  /** Relative to the sum of the parts' magnitudes, which is what rounding grows with. */
  private static final double TOLERANCE = 1e-4;

  private static final int PROBE_TOKENS = 12;
  private static final int TOKEN_STEP = 7919;
  private static final AblationOrder NOTHING = new AblationOrder(List.of());

  private final ModelRunner runner;
  private final GraphSession plain;
  private final Dimensions size;

  ModelCheck(ModelRunner runner, GraphSession plain) {
    this.runner = runner;
    this.plain = plain;
    this.size = runner.model().dimensions();
  }

  void verify() {
    int length = Math.min(PROBE_TOKENS, size.contextLength());
    int[] tokens =
        IntStream.range(0, length).map(i -> (i + 1) * TOKEN_STEP % size.vocabulary()).toArray();
    int[] readouts = IntStream.range(0, length).toArray();
    float[] logits = plainLogits(tokens, readouts); // [readout, vocabulary]
    int[] targets = IntStream.range(0, length).map(at -> argmax(logits, at)).toArray();
    Directions directions = runner.directions().of(targets);
    Tensors outputs =
        runner
            .trunk()
            .run(
                new Trunk.Question(tokens, readouts, directions.w()),
                NOTHING,
                component -> new float[0]);
    Measured measured = runner.readout().measure(outputs.floats(TrunkGraph.RESIDUAL), targets);
    float[] parts = new Parts(runner.model().basis(), outputs, length).intact();
    for (int at = 0; at < length; at++) {
      double kappa = directions.kappa()[at];
      verify(at, measured, new Expected(centred(logits, at, targets[at]), kappa), parts);
    }
  }

  private record Expected(double logit, double kappa) {}

  private void verify(int at, Measured measured, Expected expected, float[] parts) {
    int components = parts.length / measured.logit().length;
    double sum = expected.kappa();
    double magnitude = 1 + Math.abs(expected.kappa());
    for (int component = 0; component < components; component++) {
      double part = parts[at * components + component] / measured.scale()[at];
      sum += part;
      magnitude += Math.abs(part);
    }
    require("the plain model's logit", measured.logit()[at], expected.logit(), magnitude);
    require("the sum of the components' parts", measured.logit()[at], sum, magnitude);
  }

  private static void require(String what, double measured, double expected, double magnitude) {
    if (!(Math.abs(measured - expected) <= TOLERANCE * magnitude)) {
      throw new BadCheckpointException(
          "self-check failed: the sweep reads logit=%s, %s is %s (tolerance %s): this checkpoint"
                  .formatted(measured, what, expected, TOLERANCE * magnitude)
              + " computes something its config does not say; please report it");
    }
  }

  private float[] plainLogits(int[] tokens, int[] readouts) {
    return plain
        .run(new Tensors().put(PlainGraph.TOKENS, tokens).put(PlainGraph.READOUTS, readouts))
        .floats(PlainGraph.LOGITS);
  }

  private int argmax(float[] logits, int at) {
    int start = at * size.vocabulary();
    int best = 0;
    for (int token = 1; token < size.vocabulary(); token++) {
      best = logits[start + token] > logits[start + best] ? token : best;
    }
    return best;
  }

  private double centred(float[] logits, int at, int target) {
    int start = at * size.vocabulary();
    double sum = 0;
    for (int token = 0; token < size.vocabulary(); token++) {
      sum += logits[start + token];
    }
    return logits[start + target] - sum / size.vocabulary();
  }
}
