package io.hydrascope.agent.sweep;

import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.family.Linear;
import io.hydrascope.agent.family.Norm;
import io.hydrascope.agent.family.Transformer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The directions w and constants κ with which a centred logit is {@code w·r/s + κ} of the final
 * residual r:
 *
 * <pre>
 * u = W_U[i] − mean_v W_U[v]      RMSNorm   w = g⊙u                  κ = b
 * b = b_U[i] − mean_v b_U[v]      LayerNorm w = (I − 11ᵀ/d)(g⊙u)     κ = β·u + b
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

  /** One direction and constant a readout. */
  record Directions(float[] w, double[] kappa) {} // w [readout, d_model]

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
    normBias = readOrZeros(norm.bias(), width);
    unembeddingBias = readOrZeros(readout.bias(), model.dimensions().vocabulary());
    unembeddingBiasMean = mean(unembeddingBias);
    unembeddingMean = rowMean();
  }

  Directions of(int[] targets) {
    float[] w = new float[targets.length * width];
    double[] kappa = new double[targets.length];
    for (int readout = 0; readout < targets.length; readout++) {
      kappa[readout] = fill(targets[readout], w, readout * width);
    }
    return new Directions(w, kappa);
  }

  /** Writes one direction and returns its κ. */
  private double fill(int target, float[] w, int start) {
    float[] row = weights.read(unembedding, (long) target * width, width);
    double[] direction = new double[width];
    double kappa = unembeddingBias[target] - unembeddingBiasMean;
    for (int i = 0; i < width; i++) {
      double u = row[i] - unembeddingMean[i];
      direction[i] = gain[i] * u;
      kappa += normBias[i] * u;
    }
    double mean = centred ? Arrays.stream(direction).sum() / width : 0;
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

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
