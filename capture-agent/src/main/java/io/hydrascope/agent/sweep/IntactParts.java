package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;

/**
 * The intact run's parts {@code w·c_j}.
 *
 * @param table // [readout, component of basis]
 * @param unscaledHeads of heads behind a norm, before its scale // [layer][readout, head + 1], the
 *     bias last
 */
record IntactParts(float[] table, float[][] unscaledHeads) {

  /**
   * @param directions // [readout, d_model]
   * @param back of these directions, as {@link io.hydrascope.agent.graph.BackGraph} gives it
   */
  static IntactParts of(Transformer model, IntactRun run, float[] directions, Tensors back) {
    return new Builder(model, run, directions, back).build();
  }

  private static final class Builder {
    private final Transformer model;
    private final Dimensions size;
    private final ResidualBasis basis;
    private final IntactRun run;
    private final float[] directions;
    private final Tensors back;
    private final int readouts;
    private final float[] table;

    Builder(Transformer model, IntactRun run, float[] directions, Tensors back) {
      this.model = model;
      this.run = run;
      this.directions = directions;
      this.back = back;
      size = model.dimensions();
      basis = model.basis();
      readouts = run.readouts().length;
      table = new float[readouts * basis.size()];
    }

    IntactParts build() {
      float[][] unscaled = new float[size.layers()][];
      for (int readout = 0; readout < readouts; readout++) {
        put(readout, 0, dot(TrunkNames.EMBED, readout));
        if (basis.hasPosEmbed()) {
          put(readout, 1, dot(TrunkNames.POS_EMBED, readout));
        }
      }
      for (int layer = 0; layer < size.layers(); layer++) {
        unscaled[layer] = attention(layer);
        int mlp = basis.ownStart(Component.mlpOut(layer));
        for (int readout = 0; readout < readouts; readout++) {
          put(readout, mlp, dot(TrunkNames.readMlp(layer), readout));
        }
      }
      return new IntactParts(table, unscaled);
    }

    /** // [readout, head + 1] */
    private float[] attention(int layer) {
      float[] z = run.outputs().floats(TrunkNames.readZ(layer)); // [head, readout, d_head]
      float[] by = back.floats(TrunkNames.back(layer)); // [readout, head, d_head]
      String biasName = TrunkNames.biasParts(layer);
      boolean scaled = model.blocks().get(layer).attentionNorms().after().isPresent();
      int width = size.heads() + 1;
      float[] unscaled = new float[readouts * width];
      for (int readout = 0; readout < readouts; readout++) {
        for (int head = 0; head < size.heads(); head++) {
          int of = (head * readouts + readout) * size.headWidth();
          int with = (readout * size.heads() + head) * size.headWidth();
          unscaled[readout * width + head] = (float) Vectors.dot(z, of, by, with, size.headWidth());
        }
        unscaled[readout * width + size.heads()] =
            back.has(biasName) ? back.floats(biasName)[readout] : 0;
        double scale = scaled ? run.outputs().floats(TrunkNames.attentionScale(layer))[readout] : 1;
        for (int part = 0; part < width; part++) {
          put(readout, basis.layerStart(layer) + part, unscaled[readout * width + part] / scale);
        }
      }
      return unscaled;
    }

    private double dot(String name, int readout) {
      float[] values = run.outputs().floats(name); // [readout, d_model]
      int from = readout * size.width();
      return Vectors.dot(values, from, directions, from, size.width());
    }

    private void put(int readout, int component, double part) {
      table[readout * basis.size() + component] = (float) part;
    }
  }
}
