package io.hydrascope.agent.export;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.ReadoutGraph;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What must hold before an export is trusted, on a short probe: the intact row reads as the export
 * itself, parts sum to what the final norm reads, and a replaced unit changes what it should and
 * nothing before it.
 */
final class ExportCheck {
  /** Relative to the sum of the parts' magnitudes, which is what rounding grows with. */
  private static final double TOLERANCE = 1e-4;

  private static final int VOCABULARY_MEAN = -1;

  private final ExportedModel model;
  private final ExportedAnatomy size;

  ExportCheck(ExportedModel model) {
    this.model = model;
    this.size = model.anatomy();
  }

  /** Row by row the parts of one run, read where the residual is. */
  private record CheckedRun(int[] readouts, ExportedDirections directions, ExportedAnswer answer) {
    int at(int row, int readout) {
      return row * readouts.length + readout;
    }
  }

  /**
   * @param logits the export's own // [position, vocabulary]
   */
  void require(int[] probe, float[] logits) {
    int[] readouts = IntStream.range(0, probe.length).toArray();
    int[] targets = IntStream.of(readouts).map(at -> argmax(logits, at)).toArray();
    int[] others = IntStream.of(targets).map(target -> VOCABULARY_MEAN).toArray();
    ExportedDirections directions = model.directions(targets, others);
    CheckedRun intact = run(probe, directions, List.of());
    requireReading(intact, targets, logits);
    requireSums(intact, 0);
    for (int layer = 0; layer < size.layers(); layer++) {
      requireReplaceable(layer, probe, directions);
    }
  }

  private CheckedRun run(
      int[] probe, ExportedDirections directions, List<Replacement> replacements) {
    int[] readouts = IntStream.range(0, probe.length).toArray();
    ExportedQuestion question = new ExportedQuestion(probe, readouts, directions.w(), replacements);
    return new CheckedRun(readouts, directions, model.run(question));
  }

  private void requireReading(CheckedRun run, int[] targets, float[] expected) {
    Tensors measured = model.measure(inputs(run, targets));
    float[] logits = measured.floats(ReadoutGraph.LOGIT);
    float[] logprobs = measured.floats(ReadoutGraph.LOGPROB);
    float[] scales = measured.floats(ReadoutGraph.SCALE);
    for (int at : run.readouts()) {
      double logprob = expected[at * size.vocabulary() + targets[at]] - logSumExp(expected, at);
      double magnitude = 1 + Math.abs(logits[at]) + Math.abs(logprob);
      require("log-probability of the intact row", logprobs[at], logprob, magnitude);
      double read = dot(run, 0, at) / scales[at] + run.directions().kappa()[at];
      require("logit as a direction of the residual", read, logits[at], magnitude);
    }
  }

  private Tensors inputs(CheckedRun run, int[] targets) {
    int width = size.width();
    return new Tensors()
        .put(ReadoutGraph.RESIDUAL, run.answer().residual(), targets.length, 1, width)
        .put(ReadoutGraph.TARGETS, targets)
        .put(ReadoutGraph.REFERENCE, run.directions().reference(), targets.length, width)
        .put(ReadoutGraph.REFERENCE_BIAS, run.directions().referenceBias(), targets.length);
  }

  private void requireReplaceable(int layer, int[] probe, ExportedDirections directions) {
    int head = layer % size.heads();
    CheckedRun run =
        run(
            probe,
            directions,
            List.of(
                zero(size.head(layer, head)), zero(size.attention(layer)), zero(size.mlp(layer))));
    for (int row = 0; row <= 3; row++) {
      requireSums(run, row);
      requireUpstreamKept(run, row, layer);
    }
    for (int at : run.readouts()) {
      float[] heads = run.answer().heads(layer);
      float[] attention = run.answer().attention(layer);
      float[] mlp = run.answer().mlp(layer);
      double magnitude = magnitude(run, 0, at);
      String where = " of layer " + layer;
      double own = heads[headAt(run, 0, head, at)];
      double left = attention[run.at(0, at)] - own;
      require("attention without head " + head + where, attention[run.at(1, at)], left, magnitude);
      require("replaced head" + where, heads[headAt(run, 1, head, at)], 0, 1);
      require("replaced attention" + where, attention[run.at(2, at)], 0, 1);
      require("replaced MLP" + where, mlp[run.at(3, at)], 0, 1);
      if (size.parallel().get(layer)) {
        require("MLP beside attention" + where, mlp[run.at(2, at)], mlp[at], magnitude);
      }
    }
  }

  private Replacement zero(int unit) {
    return new Replacement(unit, Replacement.EVERY_POSITION, new float[size.widthOf(unit)]);
  }

  /**
   * Requires in every layer that heads and bias sum to attention, and that all parts sum to the
   *
   * <p>residual.
   */
  private void requireSums(CheckedRun run, int row) {
    for (int at : run.readouts()) {
      double magnitude = magnitude(run, row, at);
      double sum = run.answer().embed()[at] + run.answer().positionEmbed()[at];
      for (int layer = 0; layer < size.layers(); layer++) {
        double attention = run.answer().attention(layer)[run.at(row, at)];
        sum += attention + run.answer().mlp(layer)[run.at(row, at)];
        if (row < 2) {
          double heads = headSum(run, row, layer, at);
          require("sum of heads and bias of layer " + layer, heads, attention, magnitude);
        }
      }
      require("sum of all parts of row " + row, sum, dot(run, row, at), magnitude);
    }
  }

  private void requireUpstreamKept(CheckedRun run, int row, int layer) {
    for (int before = 0; before < layer; before++) {
      for (int at : run.readouts()) {
        float[] attention = run.answer().attention(before);
        float[] mlp = run.answer().mlp(before);
        double magnitude = magnitude(run, 0, at);
        String what = "of layer %d when layer %d is changed".formatted(before, layer);
        require("attention " + what, attention[run.at(row, at)], attention[at], magnitude);
        require("MLP " + what, mlp[run.at(row, at)], mlp[at], magnitude);
      }
    }
  }

  private double headSum(CheckedRun run, int row, int layer, int at) {
    double sum = run.answer().attentionBias(layer)[at];
    for (int head = 0; head < size.heads(); head++) {
      sum += run.answer().heads(layer)[headAt(run, row, head, at)];
    }
    return sum;
  }

  private int headAt(CheckedRun run, int row, int head, int readout) {
    return (row * size.heads() + head) * run.readouts().length + readout;
  }

  private double magnitude(CheckedRun run, int row, int at) {
    double sum = 1 + Math.abs(run.answer().embed()[at]);
    for (int layer = 0; layer < size.layers(); layer++) {
      sum += Math.abs(run.answer().attention(layer)[run.at(row, at)]);
      sum += Math.abs(run.answer().mlp(layer)[run.at(row, at)]);
      for (int head = 0; head < size.heads(); head++) {
        sum += Math.abs(run.answer().heads(layer)[headAt(run, row, head, at)]);
      }
    }
    return sum;
  }

  /** The product of a readout's direction and the residual. */
  private double dot(CheckedRun run, int row, int at) {
    double sum = 0;
    for (int i = 0; i < size.width(); i++) {
      float direction = run.directions().w()[at * size.width() + i];
      sum += direction * (double) run.answer().residual()[run.at(row, at) * size.width() + i];
    }
    return sum;
  }

  private int argmax(float[] logits, int at) {
    int start = at * size.vocabulary();
    int best = 0;
    for (int token = 1; token < size.vocabulary(); token++) {
      best = logits[start + token] > logits[start + best] ? token : best;
    }
    return best;
  }

  private double logSumExp(float[] logits, int at) {
    int start = at * size.vocabulary();
    double largest = logits[start + argmax(logits, at)];
    double sum = 0;
    for (int token = 0; token < size.vocabulary(); token++) {
      sum += Math.exp(logits[start + token] - largest);
    }
    return largest + Math.log(sum);
  }

  private static void require(String what, double found, double expected, double magnitude) {
    if (!(Math.abs(found - expected) <= TOLERANCE * magnitude)) {
      throw Refusal.because(
          "self-check failed: %s is %s, expected %s (tolerance %s)",
          what, found, expected, TOLERANCE * magnitude);
    }
  }
}
