package io.hydrascope.agent.export;

import io.hydrascope.agent.export.PlainModel.Observed;

/** What every unit of the intact model puts out over one prompt. */
public final class ExportedActivations {
  private final Decoder decoder;
  private final Observed observed;

  ExportedActivations(Decoder decoder, Observed observed) {
    this.decoder = decoder;
    this.observed = observed;
  }

  /** z of all heads side by side. // [position, head, d_head] */
  public float[] z(int layer) {
    return observed.values(decoder.layers().get(layer).projection().z());
  }

  /** What attention adds to the residual. // [position, d_model] */
  public float[] attention(int layer) {
    return observed.values(decoder.layers().get(layer).attention().added());
  }

  /** What the MLP adds to the residual. // [position, d_model] */
  public float[] mlp(int layer) {
    return observed.values(decoder.layers().get(layer).mlp().added());
  }
}
