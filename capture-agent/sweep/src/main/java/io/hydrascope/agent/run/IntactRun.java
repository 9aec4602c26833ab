package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.sweep.Activations;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.Component;
import java.util.Arrays;

/**
 * What a prompt's intact run computed, at every position or at the readouts alone. After the last
 * layer's attention only the readouts are there.
 */
final class IntactRun implements Activations, AutoCloseable {
  private final Dimensions size;
  private final int[] tokens;
  private final int[] readouts;
  private final boolean atReadouts;
  private final Tensors outputs;

  /**
   * @param atReadouts whether values are there at the readouts alone
   * @param outputs of an {@link io.hydrascope.agent.graph.IntactGraph}
   */
  IntactRun(Transformer model, int[] tokens, int[] readouts, boolean atReadouts, Tensors outputs) {
    this.size = model.dimensions();
    this.tokens = tokens;
    this.readouts = readouts;
    this.atReadouts = atReadouts;
    this.outputs = outputs;
  }

  int[] tokens() {
    return tokens;
  }

  @Override
  public int length() {
    return tokens.length;
  }

  /** Positions, ascending. */
  int[] readouts() {
    return readouts;
  }

  /** What the final norm reads. // [readout, d_model] */
  float[] residual() {
    return outputs.floats(TrunkNames.RESIDUAL);
  }

  Tensors outputs() {
    return outputs;
  }

  /** The name under which a value of every position, or of the readouts alone, is there. */
  private String name(String everywhere, String read) {
    return atReadouts ? read : everywhere;
  }

  String zName(int layer) {
    return name(TrunkNames.intactZ(layer), TrunkNames.readZ(layer));
  }

  String attentionName(int layer) {
    return name(TrunkNames.intactAttention(layer), TrunkNames.readAttention(layer));
  }

  String projectionName(int layer) {
    return name(TrunkNames.intactProjection(layer), TrunkNames.readProjection(layer));
  }

  String mlpName(int layer) {
    return name(TrunkNames.intactMlp(layer), TrunkNames.readMlp(layer));
  }

  /** How many places the values of a layer after its attention have. */
  int places(int layer) {
    return hasReadoutsAlone(layer) ? readouts.length : tokens.length;
  }

  /** // [head, place, d_head] */
  float[] z(int layer) {
    return outputs.floats(zName(layer));
  }

  /** What attention adds. // [place, d_model] */
  float[] attention(int layer) {
    return outputs.floats(attentionName(layer));
  }

  /** What a norm behind attention reads. // [place, d_model] */
  float[] projection(int layer) {
    return outputs.floats(projectionName(layer));
  }

  /** What the MLP adds. // [place, d_model] */
  float[] mlp(int layer) {
    return outputs.floats(mlpName(layer));
  }

  /**
   * @param position of the prompt; a readout in the last layer or where they alone are there
   */
  @Override
  public float[] value(Component component, int position) {
    int layer = component.layer();
    return switch (component.kind()) {
      case HEAD -> {
        int place = component.index() * places(layer) + place(layer, position);
        yield slice(z(layer), place * size.headWidth(), size.headWidth());
      }
      case ATTN_OUT -> at(attention(layer), layer, position);
      case MLP_OUT -> at(mlp(layer), layer, position);
      default -> throw new IllegalArgumentException("component=" + component + " has no value");
    };
  }

  /** One position of values of a layer after its attention. // [d_model] */
  float[] at(float[] values, int layer, int position) {
    return slice(values, place(layer, position) * size.width(), size.width());
  }

  private int place(int layer, int position) {
    return hasReadoutsAlone(layer) ? Arrays.binarySearch(readouts, position) : position;
  }

  private boolean hasReadoutsAlone(int layer) {
    return atReadouts || layer == size.layers() - 1;
  }

  @Override
  public void close() {
    outputs.close();
  }

  private static float[] slice(float[] values, int from, int length) {
    return Arrays.copyOfRange(values, from, from + length);
  }
}
