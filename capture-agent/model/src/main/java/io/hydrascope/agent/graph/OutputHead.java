package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.Value;

/** The end of a model as operations of one graph. */
public interface OutputHead {
  /** What the final norm divides by. // [readout, row, 1] */
  Value scale(Value residual);

  /** // [readout, row, d_model] */
  Value normed(Value residual);

  /** Before a soft cap. // [readout, row, vocabulary] */
  Value logits(Value normed);

  /** What the model puts out. // [readout, row, vocabulary] */
  Value capped(Value logits);
}
