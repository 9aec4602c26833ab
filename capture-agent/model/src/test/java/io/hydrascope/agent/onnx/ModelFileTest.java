package io.hydrascope.agent.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.hydrascope.agent.engine.EngineOptions;
import io.hydrascope.agent.engine.GraphSession;
import io.hydrascope.agent.engine.GraphWeights;
import io.hydrascope.agent.engine.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModelFileTest {
  private static final Path EXPORT = Path.of("src/test/resources/exports/gpt2_dynamo/model.onnx");
  private static final EngineOptions OPTIONS = new EngineOptions(2, 512L << 20);

  @Test
  void read_largeWeightsWithin_areMappedFromATemporaryFile() {
    String weight;
    float[] expected;
    try (ModelFile within = ModelFile.read(EXPORT)) {
      weight = largest(within);
      expected = values(within, weight);
    }
    Path folder;
    try (ModelFile spilled = ModelFile.read(EXPORT, 1)) {
      folder = spilled.weightsFolder();
      assertThat(folder.resolve("weights")).isNotEmptyFile();
      assertThat(values(spilled, weight)).isEqualTo(expected);
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void read_weightsWithinAFewMegabytes_stayInTheFilesFolder() throws IOException {
    try (ModelFile within = ModelFile.read(EXPORT)) {
      assertThat(within.weightsFolder()).isEqualTo(EXPORT.toRealPath().getParent());
    }
  }

  private static String largest(ModelFile model) {
    String largest = "";
    long size = 0;
    for (TensorProto tensor : model.initializers().values()) {
      if (tensor.getRawData().size() > size) {
        size = tensor.getRawData().size();
        largest = tensor.getName();
      }
    }
    return largest;
  }

  private static float[] values(ModelFile model, String weight) {
    Rewrite rewrite = new Rewrite(model);
    Graph graph = rewrite.graph();
    Value zero = graph.input("zero", ElementType.FLOAT, "one");
    Value flat = graph.reshape(rewrite.value(weight), -1);
    graph.output("values", graph.add(flat, zero), ElementType.FLOAT, "element");
    try (GraphSession session =
        GraphSession.load(rewrite.toBytes(), GraphWeights.in(model.weightsFolder()), OPTIONS)) {
      return session.run(new Tensors().put("zero", new float[1], 1)).floats("values");
    }
  }
}
