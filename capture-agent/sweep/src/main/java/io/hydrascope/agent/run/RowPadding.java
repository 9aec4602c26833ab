package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.transformer.Transformer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a trunk whose engine takes no empty inputs: where no row joins, one of zeros does, and is
 * taken out of the outputs again. For trunks of single components at every position.
 */
final class RowPadding {
  private final Transformer model;

  RowPadding(Transformer model) {
    this.model = model;
  }

  /**
   * @param inputs are changed
   */
  Tensors run(GraphSession session, Tensors inputs) {
    boolean[] isPadding = pad(inputs);
    Tensors outputs = session.run(inputs);
    takeOut(outputs, TrunkNames.RESIDUAL, isPadding);
    for (int layer = 0; layer < model.dimensions().layers(); layer++) {
      takeOut(outputs, TrunkNames.headParts(layer), isPadding);
      takeOut(outputs, TrunkNames.mlpParts(layer), isPadding);
      takeOut(outputs, TrunkNames.attentionScale(layer), isPadding);
    }
    return outputs;
  }

  /** Says for each row of the batch, in joining order, whether it was put in here. */
  private boolean[] pad(Tensors inputs) {
    List<Boolean> rows = new ArrayList<>();
    for (int layer = 0; layer < model.dimensions().layers(); layer++) {
      for (Join join : Join.order(model.isParallel())) {
        String values = TrunkNames.values(join, layer);
        if (inputs.has(values)) {
          int joining = inputs.length(values, 0);
          for (int row = 0; row < joining; row++) {
            rows.add(false);
          }
          if (joining == 0) {
            putZeros(inputs, join, layer);
            rows.add(true);
          }
        }
      }
    }
    boolean[] isPadding = new boolean[rows.size()];
    for (int row = 0; row < isPadding.length; row++) {
      isPadding[row] = rows.get(row);
    }
    return isPadding;
  }

  private void putZeros(Tensors inputs, Join join, int layer) {
    int width = inputs.length(TrunkNames.values(join, layer), 2);
    inputs.put(TrunkNames.values(join, layer), new float[width], 1, 1, width);
    if (join == Join.HEAD) {
      inputs.put(TrunkNames.heads(layer), new int[1]);
    }
  }

  /** Every output's rows are the first of the batch. */
  private static void takeOut(Tensors outputs, String name, boolean[] isPadding) {
    if (!outputs.has(name)) {
      return;
    }
    float[] values = outputs.floats(name);
    long[] shape = outputs.shape(name);
    int rows = Math.toIntExact(shape[0]);
    int width = rows == 0 ? 0 : values.length / rows;
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      if (!isPadding[row]) {
        System.arraycopy(values, row * width, values, kept * width, width);
        kept++;
      }
    }
    shape[0] = kept;
    outputs.put(name, Arrays.copyOf(values, kept * width), shape);
  }
}
