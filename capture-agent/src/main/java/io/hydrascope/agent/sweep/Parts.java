package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkGraph;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Component.Kind;
import io.hydrascope.schemas.ResidualBasis;

/**
 * The parts {@code w·c_j} of one pass, as a full table over the basis. Before its ablated layer a
 * row is the intact row itself, number for number, so nothing upstream can seem to drift.
 */
final class Parts {
  private final ResidualBasis basis;
  private final Tensors outputs;
  private final int readouts;

  /**
   * @param outputs of one trunk pass
   */
  Parts(ResidualBasis basis, Tensors outputs, int readouts) {
    this.basis = basis;
    this.outputs = outputs;
    this.readouts = readouts;
  }

  /** // [readout, component of basis] */
  float[] intact() {
    float[] table = new float[readouts * basis.size()];
    putAll(table, 0, outputs.floats(TrunkGraph.EMBED), 0);
    if (basis.hasPosEmbed()) {
      putAll(table, 1, outputs.floats(TrunkGraph.POS_EMBED), 0);
    }
    for (int layer = 0; layer < basis.layers(); layer++) {
      if (outputs.has(TrunkGraph.attentionBias(layer))) {
        int bias = basis.layerStart(layer) + basis.heads();
        putAll(table, bias, outputs.floats(TrunkGraph.attentionBias(layer)), 0);
      }
      putHeads(table, layer, 0);
      putMlp(table, layer, 0);
    }
    return table;
  }

  /**
   * @param intact the table of row 0, of this pass or of an earlier one over the same tokens
   * @param ablation index of the ablated row within the pass
   * @return // [readout, component of basis]
   */
  float[] ablated(float[] intact, AblationOrder order, int ablation) {
    float[] table = intact.clone();
    Component component = order.components().get(ablation);
    int row = 1 + ablation;
    if (component.kind() != Kind.MLP_OUT) {
      putMlp(table, component.layer(), row);
    }
    for (int layer = component.layer() + 1; layer < basis.layers(); layer++) {
      putHeads(table, layer, row);
      putMlp(table, layer, row);
    }
    putOwn(table, order, ablation);
    return table;
  }

  private void putOwn(float[] table, AblationOrder order, int ablation) {
    Component component = order.components().get(ablation);
    int layer = component.layer();
    int start = (ablation - order.indexOfFirst(component.kind(), layer)) * readouts;
    switch (component.kind()) {
      case HEAD ->
          putAll(
              table,
              basis.ownStart(component),
              outputs.floats(TrunkGraph.replacedHeads(layer)),
              start);
      case MLP_OUT ->
          putAll(
              table,
              basis.ownStart(component),
              outputs.floats(TrunkGraph.replacedMlp(layer)),
              start);
      case ATTN_OUT ->
          putAttention(table, layer, outputs.floats(TrunkGraph.replacedAttention(layer)), start);
      default -> throw new IllegalArgumentException("component=" + component);
    }
  }

  /** The heads still do what they did; the bias takes what makes the layer sum to its new value. */
  private void putAttention(float[] table, int layer, float[] values, int start) {
    for (int readout = 0; readout < readouts; readout++) {
      int first = readout * basis.size() + basis.layerStart(layer);
      double heads = 0;
      for (int head = 0; head < basis.heads(); head++) {
        heads += table[first + head];
      }
      table[first + basis.heads()] = (float) (values[start + readout] - heads);
    }
  }

  private void putHeads(float[] table, int layer, int row) {
    float[] values = outputs.floats(TrunkGraph.headParts(layer)); // [row, head, readout]
    for (int head = 0; head < basis.heads(); head++) {
      int start = (row * basis.heads() + head) * readouts;
      putAll(table, basis.layerStart(layer) + head, values, start);
    }
  }

  private void putMlp(float[] table, int layer, int row) {
    float[] values = outputs.floats(TrunkGraph.mlpParts(layer)); // [row, readout]
    putAll(table, basis.layerStart(layer) + basis.heads() + 1, values, row * readouts);
  }

  private void putAll(float[] table, int component, float[] values, int start) {
    for (int readout = 0; readout < readouts; readout++) {
      table[readout * basis.size() + component] = values[start + readout];
    }
  }
}
