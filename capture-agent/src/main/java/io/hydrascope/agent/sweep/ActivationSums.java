package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.graph.PlainGraph;
import java.util.function.IntFunction;

/** Activations summed over the tokens of many prompts, in double: mutable. */
final class ActivationSums {
  private final double[][] z; // [layer, head·d_head]
  private final double[][] attention; // [layer, d_model]
  private final double[][] mlp; // [layer, d_model]
  private long tokens;

  ActivationSums(Dimensions size) {
    z = new double[size.layers()][size.queryWidth()];
    attention = new double[size.layers()][size.width()];
    mlp = new double[size.layers()][size.width()];
  }

  /**
   * @param outputs of the plain graph over one prompt
   */
  void add(Tensors outputs, int promptTokens) {
    add(z, layer -> outputs.floats(PlainGraph.zSum(layer)));
    add(attention, layer -> outputs.floats(PlainGraph.attentionSum(layer)));
    add(mlp, layer -> outputs.floats(PlainGraph.mlpSum(layer)));
    tokens += promptTokens;
  }

  float[][] zMeans() {
    return means(z);
  }

  float[][] attentionMeans() {
    return means(attention);
  }

  float[][] mlpMeans() {
    return means(mlp);
  }

  private static void add(double[][] sums, IntFunction<float[]> values) {
    for (int layer = 0; layer < sums.length; layer++) {
      float[] added = values.apply(layer);
      for (int i = 0; i < added.length; i++) {
        sums[layer][i] += added[i];
      }
    }
  }

  private float[][] means(double[][] sums) {
    float[][] means = new float[sums.length][];
    for (int layer = 0; layer < sums.length; layer++) {
      means[layer] = new float[sums[layer].length];
      for (int i = 0; i < sums[layer].length; i++) {
        means[layer][i] = (float) (sums[layer][i] / tokens);
      }
    }
    return means;
  }
}
