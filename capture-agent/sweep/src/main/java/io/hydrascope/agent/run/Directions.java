package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.sweep.Readout.Tokens;

/**
 * One direction and constant a readout.
 *
 * @param back outputs of a {@link io.hydrascope.agent.graph.BackGraph} that was asked the tokens,
 *     alone or within the graph of the run
 * @param tokens what they read
 */
record Directions(Tensors back, Tokens tokens) {

  /** // [readout, d_model] */
  float[] w() {
    return back.floats(TrunkNames.DIRECTION);
  }

  /** // [readout] */
  double[] kappa() {
    float[] constants = back.floats(TrunkNames.KAPPA);
    double[] kappa = new double[constants.length];
    for (int readout = 0; readout < kappa.length; readout++) {
      kappa[readout] = constants[readout];
    }
    return kappa;
  }
}
