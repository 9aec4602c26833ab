package io.hydrascope.agent.sweep;

import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.Linear;
import io.hydrascope.agent.family.Norm;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.sweep.Readout.Tokens;
import java.util.Arrays;
import java.util.Optional;

/**
 * The directions w and constants κ with which a centred logit, or the difference of two, is {@code
 * w·r/s + κ} of the final residual r:
 *
 * <pre>
 * u = W_U[i] − mean_v W_U[v]      or W_U[i] − W_U[j]
 * b = b_U[i] − mean_v b_U[v]      or b_U[i] − b_U[j]
 * RMSNorm   w = g⊙u                  κ = b
 * LayerNorm w = (I − 11ᵀ/d)(g⊙u)     κ = β·u + b
 * </pre>
 */
final class ReadoutDirections {
  private static final int BLOCK_VALUES = 1 << 20;

  private final Weights weights;
  private final TensorInfo unembedding; // [vocabulary, d_model]
  private final int width;
  private final double[] unembeddingMean; // [d_model]
  private final float[] gain; // [d_model]
  private final float[] normBias; // [d_model]
  private final float[] unembeddingBias; // [vocabulary]
  private final double unembeddingBiasMean;
  private final boolean centred;

  /**
   * One direction and constant a readout.
   *
   * @param w // [readout, d_model]
   * @param tokens what they read
   */
  record Directions(float[] w, double[] kappa, Tokens tokens) {}

  ReadoutDirections(Transformer model, Weights weights) {
    this.weights = weights;
    Linear readout = model.unembedding();
    if (readout.orientation() != Linear.Orientation.OUT_IN) {
      throw new IllegalArgumentException("unembeddings are stored as [vocabulary, d_model]");
    }
    unembedding = readout.weight();
    width = model.dimensions().width();
    Norm norm = model.finalNorm();
    centred = norm.kind() == Norm.Kind.LAYER_NORM;
    gain = weights.readAll(norm.gain());
    for (int i = 0; i < gain.length; i++) {
      gain[i] += norm.gainOffset();
    }
    normBias = readOrZeros(norm.bias(), width);
    unembeddingBias = readOrZeros(readout.bias(), model.dimensions().vocabulary());
    unembeddingBiasMean = mean(unembeddingBias);
    unembeddingMean = rowMean();
  }

  /**
   * What is read of targets that may not be known yet: below 0 the intact run's first.
   *
   * @param others whose logits are taken off, below 0 the vocabulary's mean
   */
  Tokens tokens(int[] targets, int[] others) {
    float[] reference = new float[targets.length * width];
    float[] bias = new float[targets.length];
    for (int readout = 0; readout < targets.length; readout++) {
      Row row = reference(others, readout);
      copy(row.values, reference, readout * width);
      bias[readout] = (float) row.bias;
    }
    return new Tokens(targets, reference, bias);
  }

  private static void copy(double[] from, float[] to, int start) {
    for (int i = 0; i < from.length; i++) {
      to[start + i] = (float) from[i];
    }
  }

  Directions of(int[] targets, int[] others) {
    float[] w = new float[targets.length * width];
    double[] kappa = new double[targets.length];
    for (int readout = 0; readout < targets.length; readout++) {
      kappa[readout] = fill(targets[readout], reference(others, readout), w, readout * width);
    }
    return new Directions(w, kappa, tokens(targets, others));
  }

  /** A row of the unembedding, or the mean of all. */
  private record Row(double[] values, double bias) {} // [d_model]

  private Row reference(int[] others, int readout) {
    if (others[readout] < 0) {
      return new Row(unembeddingMean, unembeddingBiasMean);
    }
    float[] row = weights.read(unembedding, (long) others[readout] * width, width);
    double[] values = new double[width];
    for (int i = 0; i < width; i++) {
      values[i] = row[i];
    }
    return new Row(values, unembeddingBias[others[readout]]);
  }

  /** Writes one direction and returns its κ. */
  private double fill(int target, Row reference, float[] w, int start) {
    float[] row = weights.read(unembedding, (long) target * width, width);
    double[] direction = new double[width];
    double kappa = unembeddingBias[target] - reference.bias;
    for (int i = 0; i < width; i++) {
      double u = row[i] - reference.values[i];
      direction[i] = gain[i] * u;
      kappa += normBias[i] * u;
    }
    double mean = centred ? sum(direction) / width : 0;
    for (int i = 0; i < width; i++) {
      w[start + i] = (float) (direction[i] - mean);
    }
    return kappa;
  }

  private double[] rowMean() {
    double[] sum = new double[width];
    int rowsAtOnce = Math.max(1, BLOCK_VALUES / width);
    int rows = unembedding.dimension(0);
    for (int first = 0; first < rows; first += rowsAtOnce) {
      int count = Math.min(rowsAtOnce, rows - first) * width;
      float[] block = weights.read(unembedding, (long) first * width, count);
      for (int i = 0; i < count; i++) {
        sum[i % width] += block[i];
      }
    }
    return Arrays.stream(sum).map(total -> total / rows).toArray();
  }

  private float[] readOrZeros(Optional<TensorInfo> tensor, int size) {
    return tensor.map(weights::readAll).orElseGet(() -> new float[size]);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
