package io.hydrascope.agent.export;

import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Tensors;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Rewrite;
import io.hydrascope.agent.onnx.Value;
import java.util.List;

/** The model as it is, one row; some of its values are put out, flat. */
final class PlainModel implements AutoCloseable {
  private static final String TOKENS = "tokens";

  private final GraphSession session;

  private PlainModel(GraphSession session) {
    this.session = session;
  }

  /**
   * @param values names of the model's values
   */
  static PlainModel observing(
      ModelFile model, ModelInputs inputs, List<String> values, EngineOptions options) {
    Rewrite rewrite = new Rewrite(model);
    Graph graph = rewrite.graph();
    Value tokens = graph.input(TOKENS, ElementType.INT64, "position");
    inputs.feed(rewrite, tokens, graph.concat(0, graph.vector(1), graph.lengthOf(tokens, 0)));
    for (String value : values) {
      Value flat = graph.reshape(rewrite.value(value), -1);
      graph.output(output(value), flat, ElementType.FLOAT, output(value) + " size");
    }
    return new PlainModel(
        GraphSession.load(rewrite.toBytes(), GraphWeights.in(model.weightsFolder()), options));
  }

  Observed run(int... tokens) {
    return new Observed(session.run(new Tensors().put(TOKENS, tokens)));
  }

  /** What the values were. */
  record Observed(Tensors tensors) {
    /** In row-major order. */
    float[] values(String value) {
      return tensors.floats(output(value));
    }
  }

  private static String output(String value) {
    return "observed " + value;
  }

  @Override
  public void close() {
    session.close();
  }
}
