package io.hydrascope.agent.run;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.graph.TrunkAxes;
import io.hydrascope.agent.graph.TrunkFeatures;
import io.hydrascope.agent.graph.TrunkNames;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Transformer;

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
   * Runs ablated rows.
   *
   * @param back directions, and what heads are read by, as {@link
   *     io.hydrascope.agent.graph.BackGraph} gives them
   * @return the outputs of {@link io.hydrascope.agent.graph.TrunkGraph}
   */
  Tensors ablated(IntactRun intact, Tensors back, BatchInputs rows) {
    Tensors inputs =
        new Tensors()
            .put(TrunkNames.TOKENS, intact.tokens())
            .put(TrunkNames.READOUTS, intact.readouts())
            .put(TrunkNames.DIRECTION, back, TrunkNames.DIRECTION);
    for (int layer = 0; layer < size.layers(); layer++) {
      inputs.put(TrunkNames.back(layer), back, TrunkNames.back(layer));
    }
    new IntactInputs(model, intact, features.onePosition()).put(inputs);
    rows.put(inputs, features);
    return compiled ? new RowPadding(model).run(session, inputs) : session.run(inputs);
  }

  @Override
  public void close() {
    session.close();
  }
}
