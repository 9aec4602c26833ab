package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.schemas.Component;
import java.util.Arrays;

/**
 * What a prompt's intact run computed. After the last layer's attention only the readouts are
 * there.
 */
final class IntactRun implements Activations {
  private final Dimensions size;
  private final int[] tokens;
  private final int[] readouts;
  private final Tensors outputs;

  /**
   * @param outputs of an {@link io.hydrascope.agent.graph.IntactGraph}
   */
  IntactRun(Transformer model, int[] tokens, int[] readouts, Tensors outputs) {
    this.size = model.dimensions();
    this.tokens = tokens;
    this.readouts = readouts;
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

  /** How many places the values of a layer after its attention have. */
  int places(int layer) {
    return layer == size.layers() - 1 ? readouts.length : tokens.length;
  }

  /** Index of a readout among the places of a layer. */
  int placeOfReadout(int layer, int readout) {
    return layer == size.layers() - 1 ? readout : readouts[readout];
  }

  /**
   * @param position of the prompt; in the last layer a readout
   */
  @Override
  public float[] value(Component component, int position) {
    int layer = component.layer();
    return switch (component.kind()) {
      case HEAD -> {
        int place = component.index() * places(layer) + place(layer, position);
        yield slice(TrunkNames.intactZ(layer), place * size.headWidth(), size.headWidth());
      }
      case ATTN_OUT -> at(TrunkNames.intactAttention(layer), layer, position);
      case MLP_OUT -> at(TrunkNames.intactMlp(layer), layer, position);
      default -> throw new IllegalArgumentException("component=" + component + " has no value");
    };
  }

  /** One position of an output of a layer after its attention. // [d_model] */
  float[] at(String name, int layer, int position) {
    return slice(name, place(layer, position) * size.width(), size.width());
  }

  private int place(int layer, int position) {
    return layer == size.layers() - 1 ? Arrays.binarySearch(readouts, position) : position;
  }

  private float[] slice(String name, int from, int length) {
    return Arrays.copyOfRange(outputs.floats(name), from, from + length);
  }
}
