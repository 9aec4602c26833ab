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
import java.util.HashMap;
import java.util.Map;

/** Numbers of a model's constants, stored or computed from stored ones; the engine reads them. */
final class Constants {
  private static final int MAX_SIZE = 1 << 22;
  private static final String ZERO = "zero";
  private static final String VALUE = "value";

  private final ModelFile model;
  private final EngineOptions options;
  private final Map<String, float[]> known = new HashMap<>();

  Constants(ModelFile model, EngineOptions options) {
    this.model = model;
    this.options = options;
  }

  long size(String value) {
    return model.statedSize(value).orElseGet(() -> values(value).length);
  }

  boolean isScalar(String value) {
    return size(value) == 1;
  }

  double scalar(String value) {
    return values(value)[0];
  }

  /** In row-major order. */
  float[] values(String value) {
    long stated = model.statedSize(value).orElse(0);
    if (stated > MAX_SIZE) {
      throw Refusal.because(
          "%s has %d elements where at most %d are expected",
          Refusal.name(value), stated, MAX_SIZE);
    }
    return known.computeIfAbsent(value, this::compute);
  }

  private float[] compute(String value) {
    Rewrite rewrite = new Rewrite(model);
    Graph graph = rewrite.graph();
    // The engine answers nothing where nothing is put in.
    Value zero = graph.input(ZERO, ElementType.FLOAT, "one");
    Value flat = graph.reshape(graph.castToFloat(rewrite.value(value)), -1);
    graph.output(VALUE, graph.add(flat, zero), ElementType.FLOAT, "element");
    try (GraphSession session =
        GraphSession.load(rewrite.toBytes(), GraphWeights.in(model.weightsFolder()), options)) {
      return session.run(new Tensors().put(ZERO, new float[1], 1)).floats(VALUE);
    }
  }
}
