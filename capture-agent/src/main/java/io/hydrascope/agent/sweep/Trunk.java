package io.hydrascope.agent.sweep;

import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.graph.TrunkGraph;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Component.Kind;
import java.util.List;

/** Runs the growing batch. */
final class Trunk implements AutoCloseable {
  private final GraphSession session;
  private final Dimensions size;

  Trunk(GraphSession session, Dimensions size) {
    this.session = session;
    this.size = size;
  }

  /**
   * What is run: a prompt, read at some positions in a direction each.
   *
   * @param directions // [readout, d_model]
   */
  record Question(int[] tokens, int[] readouts, float[] directions) {}

  /** The outputs of {@link TrunkGraph}; row 0 is intact, then one row an ablation. */
  Tensors run(Question question, AblationOrder ablations, Replacements replacements) {
    Tensors inputs =
        new Tensors()
            .put(TrunkGraph.TOKENS, question.tokens())
            .put(TrunkGraph.READOUTS, question.readouts())
            .put(
                TrunkGraph.DIRECTION,
                question.directions(),
                question.readouts().length,
                size.width());
    for (int layer = 0; layer < size.layers(); layer++) {
      putLayer(inputs, layer, ablations, replacements);
    }
    return session.run(inputs);
  }

  private void putLayer(
      Tensors inputs, int layer, AblationOrder ablations, Replacements replacements) {
    List<Component> heads = ablations.of(Kind.HEAD, layer);
    List<Component> attention = ablations.of(Kind.ATTN_OUT, layer);
    List<Component> mlps = ablations.of(Kind.MLP_OUT, layer);
    inputs.put(TrunkGraph.heads(layer), heads.stream().mapToInt(Component::index).toArray());
    put(inputs, TrunkGraph.headValues(layer), values(heads, replacements, size.headWidth()));
    put(inputs, TrunkGraph.attentionOutputs(layer), values(attention, replacements, size.width()));
    put(inputs, TrunkGraph.mlpOutputs(layer), values(mlps, replacements, size.width()));
  }

  private record Rows(float[] values, int count, int width) {}

  private static void put(Tensors inputs, String name, Rows rows) {
    inputs.put(name, rows.values(), rows.count(), rows.width());
  }

  private static Rows values(List<Component> components, Replacements replacements, int width) {
    float[] values = new float[components.size() * width];
    for (int row = 0; row < components.size(); row++) {
      System.arraycopy(replacements.value(components.get(row)), 0, values, row * width, width);
    }
    return new Rows(values, components.size(), width);
  }

  @Override
  public void close() {
    session.close();
  }
}
