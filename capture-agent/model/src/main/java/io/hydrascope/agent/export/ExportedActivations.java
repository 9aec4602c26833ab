package io.hydrascope.agent.export;

import io.hydrascope.agent.engine.Tensors;

/** What every unit of the intact model puts out over one prompt. */
public final class ExportedActivations {
  private final Tensors outputs;

  ExportedActivations(Tensors outputs) {
    this.outputs = outputs;
  }

  /** z of all heads side by side. // [position, head, d_head] */
  public float[] z(int layer) {
    return outputs.floats(MaskGraph.firstZ(layer));
  }

  /** What attention adds to the residual. // [position, d_model] */
  public float[] attention(int layer) {
    return outputs.floats(MaskGraph.firstAttention(layer));
  }

  /** What the MLP adds to the residual. // [position, d_model] */
  public float[] mlp(int layer) {
    return outputs.floats(MaskGraph.firstMlp(layer));
  }
}
