package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.sweep.Readout.Tokens;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.ResidualBasis;

/**
 * The intact run's parts {@code w·c_j}.
 *
 * @param table // [readout, component of basis]
 * @param unscaledHeads of heads behind a norm, before its scale // [layer][readout, head + 1], the
 *     bias last
 */
record IntactContributions(float[] table, float[][] unscaledHeads) {

  /**
   * What {@link io.hydrascope.agent.graph.BackGraph} is asked.
   *
   * @param tokens whose targets are all known
   */
  static Tensors question(Transformer model, IntactRun run, Tokens tokens) {
    Dimensions size = model.dimensions();
    Tensors inputs = tokens.question(size.width());
    inputs.put(TrunkNames.EMBED, run.outputs(), TrunkNames.EMBED);
    if (model.positionEmbedding().isPresent()) {
      inputs.put(TrunkNames.POS_EMBED, run.outputs(), TrunkNames.POS_EMBED);
    }
    for (int layer = 0; layer < size.layers(); layer++) {
      inputs.put(TrunkNames.readZ(layer), run.outputs(), TrunkNames.readZ(layer));
      inputs.put(TrunkNames.readMlp(layer), run.outputs(), TrunkNames.readMlp(layer));
    }
    return inputs;
  }

  /**
   * @param back what {@link io.hydrascope.agent.graph.BackGraph} says to {@link #question}
   */
  static IntactContributions of(Transformer model, IntactRun run, Tensors back) {
    return new Builder(model, run, back).build();
  }

  private static final class Builder {
    private final Transformer model;
    private final Dimensions size;
    private final ResidualBasis basis;
    private final IntactRun run;
    private final float[] given; // [readout, part]
    private final int readouts;
    private final float[] table;
    private final float[][] unscaled;

    Builder(Transformer model, IntactRun run, Tensors back) {
      this.model = model;
      this.run = run;
      given = back.floats(TrunkNames.PARTS);
      size = model.dimensions();
      basis = model.basis();
      readouts = run.readouts().length;
      table = new float[readouts * basis.size()];
      unscaled = new float[size.layers()][readouts * (size.heads() + 1)];
    }

    IntactContributions build() {
      for (int readout = 0; readout < readouts; readout++) {
        int at = readout * (given.length / readouts);
        put(readout, 0, given[at++]);
        if (basis.hasPosEmbed()) {
          put(readout, 1, given[at++]);
        }
        int bias = at + size.layers() * (size.heads() + 1);
        for (int layer = 0; layer < size.layers(); layer++) {
          double scale = scale(layer, readout);
          for (int head = 0; head < size.heads(); head++) {
            putAttention(layer, readout, head, given[at++], scale);
          }
          if (hasBias(layer)) {
            putAttention(layer, readout, size.heads(), given[bias++], scale);
          }
          put(readout, basis.ownStart(Component.mlpOut(layer)), given[at++]);
        }
      }
      return new IntactContributions(table, unscaled);
    }

    private boolean hasBias(int layer) {
      return model.blocks().get(layer).attention().output().bias().isPresent();
    }

    private double scale(int layer, int readout) {
      boolean scaled = model.blocks().get(layer).attentionNorms().after().isPresent();
      return scaled ? run.outputs().floats(TrunkNames.attentionScale(layer))[readout] : 1;
    }

    /** Puts down the part of a head, or behind the last head that of the bias. */
    private void putAttention(int layer, int readout, int head, float part, double scale) {
      unscaled[layer][readout * (size.heads() + 1) + head] = part;
      put(readout, basis.layerStart(layer) + head, part / scale);
    }

    private void put(int readout, int component, double part) {
      table[readout * basis.size() + component] = (float) part;
    }
  }
}
