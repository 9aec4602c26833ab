package io.hydrascope.agent.run;

import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.sweep.Readout.Tokens;
import io.hydrascope.agent.transformer.Linear;
import io.hydrascope.agent.transformer.Transformer;

/** What targets' logits are compared with: the unembedding's row of another token, or the mean. */
final class TargetBaselines {
  private static final int BLOCK_VALUES = 1 << 20;

  private final Weights weights;
  private final TensorInfo unembedding; // [vocabulary, d_model]
  private final int width;
  private final float[] mean; // [d_model]
  private final float[] biases; // [vocabulary]
  private final float meanBias;

  TargetBaselines(Transformer model, Weights weights) {
    this.weights = weights;
    Linear readout = model.unembedding();
    if (readout.orientation() != Linear.Orientation.OUT_IN) {
      throw new IllegalArgumentException("unembeddings are stored as [vocabulary, d_model]");
    }
    unembedding = readout.weight();
    width = model.dimensions().width();
    biases =
        readout
            .bias()
            .map(weights::readAll)
            .orElseGet(() -> new float[model.dimensions().vocabulary()]);
    meanBias = mean(biases);
    mean = rowMean();
  }

  /**
   * What is read of targets that may not be known yet: below 0 the intact run's first.
   *
   * @param other whose logit is taken off, below 0 the vocabulary's mean
   */
  Tokens tokens(int[] targets, int other) {
    if (other < 0) {
      return new Tokens(targets, mean, new float[] {meanBias});
    }
    float[] row = weights.read(unembedding, (long) other * width, width);
    return new Tokens(targets, row, new float[] {biases[other]});
  }

  private float[] rowMean() {
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
    float[] mean = new float[width];
    for (int i = 0; i < width; i++) {
      mean[i] = (float) (sum[i] / rows);
    }
    return mean;
  }

  private static float mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return (float) (sum / values.length);
  }
}
