package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.run.Batch.BatchRow;
import io.hydrascope.agent.sweep.Replacements;
import io.hydrascope.agent.sweep.Vectors;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;
import java.util.Arrays;

/**
 * The parts {@code w·c_j} of one pass' ablated rows, as full tables over the basis. Before its
 * ablated layer a row is the intact row itself, number for number, so nothing upstream can seem to
 * drift.
 */
final class Contributions {
  private final Transformer model;
  private final ResidualBasis basis;
  private final int heads;
  private final Tensors outputs;
  private final PassContext context;
  private final int rowReadouts;

  /**
   * What rows of a pass are compared with.
   *
   * @param back directions, and those of z, as {@link io.hydrascope.agent.graph.BackGraph} gives
   *     them
   */
  record PassContext(
      IntactRun run, IntactContributions intact, Tensors back, Batch batch, Replacements values) {}

  /**
   * @param outputs of one trunk pass
   * @param rowReadouts how many readouts each row has
   */
  Contributions(Transformer model, Tensors outputs, PassContext context, int rowReadouts) {
    this.model = model;
    this.outputs = outputs;
    this.context = context;
    this.rowReadouts = rowReadouts;
    basis = model.basis();
    heads = basis.heads();
  }

  /**
   * @param index of the row within the {@link Batch}
   * @return // [readout of the row, component of basis]
   */
  float[] ablated(int index) {
    BatchRow row = context.batch().rows().get(index);
    float[] table = new float[rowReadouts * basis.size()];
    int first = row.readout() == Batch.EVERY_READOUT ? 0 : row.readout();
    System.arraycopy(context.intact().table(), first * basis.size(), table, 0, table.length);
    for (int layer = row.site().layer(); layer < basis.layers(); layer++) {
      new LayerParts(row, index, layer, table).put();
    }
    return table;
  }

  /**
   * Takes the parts of the trunk's first row, where it is the intact run.
   *
   * @return // [readout of the row, component of basis]
   */
  float[] unchanged() {
    int first = Math.max(0, context.batch().intactReadout().orElseThrow()) * basis.size();
    float[] intact = context.intact().table();
    float[] table = Arrays.copyOfRange(intact, first, first + rowReadouts * basis.size());
    for (int layer = 0; layer < basis.layers(); layer++) {
      float[] headParts = outputs.floats(TrunkNames.headParts(layer)); // [row, head, readout]
      float[] mlpParts = outputs.floats(TrunkNames.mlpParts(layer)); // [row, readout]
      boolean scaled = model.blocks().get(layer).attentionNorms().after().isPresent();
      for (int readout = 0; readout < rowReadouts; readout++) {
        double scale = scaled ? outputs.floats(TrunkNames.attentionScale(layer))[readout] : 1;
        int to = readout * basis.size() + basis.layerStart(layer);
        for (int head = 0; head < heads; head++) {
          table[to + head] = (float) (headParts[head * rowReadouts + readout] / scale);
        }
        table[readout * basis.size() + basis.ownStart(Component.mlpOut(layer))] = mlpParts[readout];
      }
    }
    return table;
  }

  /** One row's parts of one layer. */
  private final class LayerParts {
    private final BatchRow row;
    private final int index; // in the trunk's batch
    private final int layer;
    private final float[] table;
    private final boolean joinsHere;

    LayerParts(BatchRow row, int index, int layer, float[] table) {
      this.row = row;
      this.index = context.batch().indexInTrunk(index);
      this.layer = layer;
      this.table = table;
      joinsHere = row.site().layer() == layer;
    }

    void put() {
      float[] headParts = outputs.floats(TrunkNames.headParts(layer)); // [row, head, readout]
      float[] mlpParts = outputs.floats(TrunkNames.mlpParts(layer)); // [row, readout]
      if (index * heads * rowReadouts < headParts.length) {
        putAttention(headParts);
      } else if (joinsHere && row.site().join() == Join.HEAD) {
        putJoinedHead();
      } else if (joinsHere && row.site().join() == Join.ATTENTION) {
        putAttentionSum(Component.attnOut(layer));
      }
      if (index * rowReadouts < mlpParts.length) {
        putAll(mlpEntry(), mlpParts, index * rowReadouts);
      } else if (joinsHere && row.site().join() == Join.MLP) {
        for (int readout = 0; readout < rowReadouts; readout++) {
          set(readout, mlpEntry(), (float) replacedPart(Component.mlpOut(layer), readout));
        }
      }
    }

    /** Attention that was computed in this row; the sum of its parts may have been set after. */
    private void putAttention(float[] headParts) {
      for (int readout = 0; readout < rowReadouts; readout++) {
        double scale = scale(readout);
        for (int head = 0; head < heads; head++) {
          double part = headParts[(index * heads + head) * rowReadouts + readout];
          set(readout, head0() + head, (float) (part / scale));
        }
        set(readout, head0() + heads, (float) (intactBias(readout) / scale));
      }
      Component attention = Component.attnOut(layer);
      if (row.isSetLater() && row.unit().components().contains(attention)) {
        putAttentionSum(attention);
      }
    }

    /** One head is another; behind a norm the others of the layer change with its scale. */
    private void putJoinedHead() {
      float[] back = context.back().floats(TrunkNames.back(layer)); // [readout, head, d_head]
      Component own = row.unit().first();
      for (int readout = 0; readout < rowReadouts; readout++) {
        double scale = scale(readout);
        if (isScaled()) {
          for (int head = 0; head <= heads; head++) {
            int of = readoutOf(readout) * (heads + 1) + head;
            set(
                readout,
                head0() + head,
                (float) (context.intact().unscaledHeads()[layer][of] / scale));
          }
        }
        float[] z = replaced(own, readout);
        double part = 0;
        int by = (readoutOf(readout) * heads + own.index()) * z.length;
        for (int k = 0; k < z.length; k++) {
          part += (double) z[k] * back[by + k];
        }
        set(readout, head0() + own.index(), (float) (part / scale));
      }
    }

    /** The heads do what they do; the bias takes what makes the layer sum to its new value. */
    private void putAttentionSum(Component attention) {
      for (int readout = 0; readout < rowReadouts; readout++) {
        boolean adds = row.isSetLater() && context.values().additive();
        double sum = 0;
        for (int head = 0; head < heads + (adds ? 1 : 0); head++) {
          sum += get(readout, head0() + head);
        }
        if (adds) {
          double bias = get(readout, head0() + heads);
          set(readout, head0() + heads, (float) (bias + dot(value(attention, readout), readout)));
        } else {
          set(readout, head0() + heads, (float) (replacedPart(attention, readout) - sum));
        }
      }
    }

    private double replacedPart(Component component, int readout) {
      return dot(replaced(component, readout), readout);
    }

    /** What the component is in this row. */
    private float[] replaced(Component component, int readout) {
      float[] value = value(component, readout);
      if (!context.values().additive()) {
        return value;
      }
      return Vectors.sum(context.run().value(component, position(readout)), value);
    }

    private float[] value(Component component, int readout) {
      return context.values().value(component, row.donor(), position(readout));
    }

    private double dot(float[] value, int readout) {
      int from = readoutOf(readout) * value.length;
      float[] directions = context.back().floats(TrunkNames.DIRECTION); // [readout, d_model]
      return Vectors.dot(value, 0, directions, from, value.length);
    }

    /** What heads behind a norm are divided by, 1 without one. */
    private double scale(int readout) {
      return isScaled()
          ? outputs.floats(TrunkNames.attentionScale(layer))[index * rowReadouts + readout]
          : 1;
    }

    private boolean isScaled() {
      return model.blocks().get(layer).attentionNorms().after().isPresent();
    }

    private double intactBias(int readout) {
      return context.intact().unscaledHeads()[layer][readoutOf(readout) * (heads + 1) + heads];
    }

    private int position(int readout) {
      return context.run().readouts()[readoutOf(readout)];
    }

    /** Index among the prompt's readouts of one of the row's. */
    private int readoutOf(int readout) {
      return row.readout() == Batch.EVERY_READOUT ? readout : row.readout();
    }

    private int head0() {
      return basis.layerStart(layer);
    }

    private int mlpEntry() {
      return basis.ownStart(Component.mlpOut(layer));
    }

    private float get(int readout, int component) {
      return table[readout * basis.size() + component];
    }

    private void set(int readout, int component, float part) {
      table[readout * basis.size() + component] = part;
    }

    private void putAll(int component, float[] values, int start) {
      for (int readout = 0; readout < rowReadouts; readout++) {
        set(readout, component, values[start + readout]);
      }
    }
  }
}
