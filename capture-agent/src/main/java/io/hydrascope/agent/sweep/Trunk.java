package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.TrunkAxes;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;
import java.util.function.Predicate;

/** Runs a trunk graph. */
final class Trunk implements AutoCloseable {
  private final GraphSession session;
  private final Transformer model;
  private final Dimensions size;
  private final TrunkFeatures features;
  private final boolean compiled;

  /**
   * @param compiled whether the engine was built for the shapes of {@link
   *     io.hydrascope.agent.graph.TrunkAxes} and takes no others
   */
  Trunk(GraphSession session, Transformer model, TrunkFeatures features, boolean compiled) {
    this.session = session;
    this.model = model;
    this.features = features;
    this.compiled = compiled;
    size = model.dimensions();
  }

  TrunkFeatures features() {
    return features;
  }

  /** Rows that can join a pass at one place. */
  int rowsAtOneSite(Join join) {
    return compiled ? TrunkAxes.mostRows(model, join) : Integer.MAX_VALUE;
  }

  /**
   * Runs a prompt as it is, on a trunk of every position.
   *
   * @param readouts positions, ascending
   * @param use what the run is for: only that is copied out of the engine
   */
  IntactRun intact(int[] tokens, int[] readouts, Use use) {
    Tensors inputs = question(tokens, readouts, new float[readouts.length * size.width()]);
    for (int layer = 0; layer < size.layers(); layer++) {
      inputs.put(
          TrunkNames.back(layer),
          new float[readouts.length * size.queryWidth()],
          readouts.length,
          size.heads(),
          size.headWidth());
      putNoIntact(inputs, layer, compiled ? places(layer, tokens, readouts) : 1);
      for (Join join : Join.values()) {
        if (has(join, layer)) {
          boolean isIntact = join == Join.BLOCK && layer == 0;
          int width = join == Join.HEAD ? size.headWidth() : size.width();
          int rows = isIntact ? 1 : 0;
          inputs.put(TrunkNames.values(join, layer), new float[rows * width], rows, 1, width);
        }
      }
      inputs.put(TrunkNames.heads(layer), new int[0]);
    }
    if (features.edits()) {
      new Edits(model, inputs).putNone(layer -> places(layer, tokens, readouts));
    }
    return new IntactRun(model, tokens, readouts, run(inputs, use::needs));
  }

  private int places(int layer, int[] tokens, int[] readouts) {
    return layer == size.layers() - 1 ? readouts.length : tokens.length;
  }

  /** Zeros for the intact values, which no row reads but those that were put in. */
  private void putNoIntact(Tensors inputs, int layer, int places) {
    float[] vectors = new float[places * size.width()];
    inputs
        .put(
            TrunkNames.intactZ(layer),
            new float[places * size.queryWidth()],
            size.heads(),
            places,
            size.headWidth())
        .put(TrunkNames.intactAttention(layer), vectors, places, size.width())
        .put(TrunkNames.intactMlp(layer), vectors, places, size.width());
    if (model.blocks().get(layer).attentionNorms().after().isPresent()) {
      inputs.put(TrunkNames.intactProjection(layer), vectors, places, size.width());
    }
  }

  /**
   * Runs ablated rows.
   *
   * @param directions // [readout, d_model]
   * @param back of these directions, as {@link io.hydrascope.agent.graph.BackGraph} gives it
   * @return the outputs of {@link io.hydrascope.agent.graph.TrunkGraph} without the first row's
   */
  Tensors ablated(IntactRun intact, float[] directions, Tensors back, BatchInputs rows) {
    Tensors inputs = question(intact.tokens(), intact.readouts(), directions);
    for (int layer = 0; layer < size.layers(); layer++) {
      inputs.put(
          TrunkNames.back(layer),
          back.floats(TrunkNames.back(layer)),
          intact.readouts().length,
          size.heads(),
          size.headWidth());
    }
    new IntactInputs(model, intact, features.onePosition()).put(inputs);
    for (int layer = 0; layer < size.layers(); layer++) {
      for (Join join : Join.values()) {
        if (has(join, layer)) {
          rows.put(inputs, join, layer);
        }
      }
    }
    if (features.edits()) {
      rows.putSets(inputs);
    }
    return run(inputs, name -> !name.startsWith("first_"));
  }

  private Tensors run(Tensors inputs, Predicate<String> wanted) {
    return compiled
        ? new RowPadding(model).run(session, inputs, wanted)
        : session.run(inputs, wanted);
  }

  /** What the values of an intact run are for. */
  enum Use {
    /** The parts of its readouts. */
    PARTS,
    /** Also rows of every position that fork from it, or another prompt's values. */
    FORKS,
    /** Also rows of one position each, which read its keys and values. */
    POSITION_FORKS;

    private boolean needs(String name) {
      if (name.startsWith("first_keys") || name.startsWith("first_values")) {
        return this == POSITION_FORKS;
      }
      if (name.startsWith("first_attention") || name.startsWith("first_projection")) {
        return this != PARTS;
      }
      return !name.startsWith("head_parts") && !name.startsWith("mlp_parts");
    }
  }

  private boolean has(Join join, int layer) {
    return switch (join) {
      case BLOCK -> layer == 0 || features.edits();
      case MLP_READ -> features.edits();
      case HEAD, ATTENTION, MLP -> true;
    };
  }

  private Tensors question(int[] tokens, int[] readouts, float[] directions) {
    return new Tensors()
        .put(TrunkNames.TOKENS, tokens)
        .put(TrunkNames.READOUTS, readouts)
        .put(TrunkNames.DIRECTION, directions, readouts.length, size.width());
  }

  @Override
  public void close() {
    session.close();
  }
}
