package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.sweep.Readout.Tokens;

/**
 * One direction and constant a readout.
 *
 * @param w // [readout, d_model]
 * @param tokens what they read
 */
record Directions(float[] w, double[] kappa, Tokens tokens) {

  /**
   * @param back outputs of a {@link io.hydrascope.agent.graph.BackGraph} that was asked these
   *     tokens
   */
  static Directions of(Tensors back, Tokens tokens) {
    float[] constants = back.floats(TrunkNames.KAPPA);
    double[] kappa = new double[constants.length];
    for (int readout = 0; readout < kappa.length; readout++) {
      kappa[readout] = constants[readout];
    }
    return new Directions(back.floats(TrunkNames.DIRECTION), kappa, tokens);
  }
}
