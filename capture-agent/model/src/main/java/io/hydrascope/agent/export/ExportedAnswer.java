package io.hydrascope.agent.export;

import io.hydrascope.agent.engine.Tensors;

/**
 * What one run found. Parts are {@code direction · c}: what component c adds to the readout before
 * the final norm's scale. Row 0 is intact, a replaced component's part is that of its replacement.
 */
public final class ExportedAnswer {
  private final Tensors outputs;
  private final int readouts;

  ExportedAnswer(Tensors outputs, int readouts) {
    this.outputs = outputs;
    this.readouts = readouts;
  }

  /** What the final norm reads. // [row, readout, d_model] */
  public float[] residual() {
    return outputs.floats(MaskGraph.RESIDUAL);
  }

  /** // [readout] */
  public float[] embed() {
    return outputs.floats(MaskGraph.EMBED);
  }

  /** Zeros if the model has no position embedding. // [readout] */
  public float[] positionEmbed() {
    return orZeros(MaskGraph.POS_EMBED);
  }

  /** // [row, head, readout] */
  public float[] heads(int layer) {
    return outputs.floats(MaskGraph.heads(layer));
  }

  /** Zeros if the output projection has no bias. // [readout] */
  public float[] attentionBias(int layer) {
    return orZeros(MaskGraph.attentionBias(layer));
  }

  /**
   * The sum of the layer's heads and bias, except in a row that replaces this sum. // [row,
   * readout]
   */
  public float[] attention(int layer) {
    return outputs.floats(MaskGraph.attention(layer));
  }

  /** // [row, readout] */
  public float[] mlp(int layer) {
    return outputs.floats(MaskGraph.mlp(layer));
  }

  private float[] orZeros(String name) {
    return outputs.has(name) ? outputs.floats(name) : new float[readouts];
  }
}
