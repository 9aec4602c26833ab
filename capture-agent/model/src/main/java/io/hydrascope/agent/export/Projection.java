package io.hydrascope.agent.export;

import java.util.List;

/**
 * Attention's output projection: {@code scale · z W + Σ biases}.
 *
 * @param linear its input is z, all heads side by side
 */
record Projection(ExportedLinear linear, double scale, List<Bias> biases) {
  /**
   * @param constant // [d_model]
   */
  record Bias(String constant, double scale) {}

  String z() {
    return linear.input();
  }
}
