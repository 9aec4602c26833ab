package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;

/** Runs a trunk graph. */
final class Trunk implements AutoCloseable {
  private final GraphSession session;
  private final Transformer model;
  private final Dimensions size;
  private final TrunkFeatures features;

  Trunk(GraphSession session, Transformer model, TrunkFeatures features) {
    this.session = session;
    this.model = model;
    this.features = features;
    size = model.dimensions();
  }

  TrunkFeatures features() {
    return features;
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
      inputs.put(
          TrunkNames.intactZ(layer),
          new float[size.queryWidth()],
          size.heads(),
          1,
          size.headWidth());
      inputs.put(TrunkNames.intactAttention(layer), new float[size.width()], 1, size.width());
      inputs.put(TrunkNames.intactMlp(layer), new float[size.width()], 1, size.width());
      if (model.blocks().get(layer).attentionNorms().after().isPresent()) {
        inputs.put(TrunkNames.intactProjection(layer), new float[size.width()], 1, size.width());
      }
      for (Join join : Join.values()) {
        if (has(join, layer)) {
          boolean isIntact = join == Join.BLOCK && layer == 0;
          int width = join == Join.HEAD ? size.headWidth() : size.width();
          int rows = isIntact ? Batch.INTACT_ROWS : 0;
          inputs.put(TrunkNames.values(join, layer), new float[rows * width], rows, 1, width);
        }
      }
      inputs.put(TrunkNames.heads(layer), new int[0]);
    }
    if (features.edits()) {
      int last = size.layers() - 1;
      new Edits(model, inputs).putNone(layer -> layer == last ? readouts.length : tokens.length);
    }
    return new IntactRun(model, tokens, readouts, session.run(inputs, use::needs));
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
    return session.run(inputs, name -> !name.startsWith("first_"));
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
