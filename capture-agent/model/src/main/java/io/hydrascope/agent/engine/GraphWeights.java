package io.hydrascope.agent.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.hydrascope.agent.checkpoint.MergedTensors;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.onnx.ReferredTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a graph's weights lie.
 *
 * @param folder the real folder of the files that they lie in
 * @param merged those that no file holds
 */
public record GraphWeights(Path folder, Optional<MergedTensors> merged) {
  public static GraphWeights in(Path folder) {
    return new GraphWeights(folder, Optional.empty());
  }

  public static GraphWeights of(Weights weights) {
    return new GraphWeights(weights.folder(), weights.merged());
  }

  /** The merged ones that a graph names, for the engine: they read the memory where it lies. */
  Map<String, OnnxTensorLike> tensors(byte[] graph) throws OrtException {
    Map<String, OnnxTensorLike> tensors = new LinkedHashMap<>();
    if (merged.isPresent()) {
      for (ReferredTensor tensor : ReferredTensor.in(graph, MergedTensors.FILE)) {
        tensors.put(tensor.name(), tensor(merged.get(), tensor));
      }
    }
    return tensors;
  }

  private static OnnxTensor tensor(MergedTensors merged, ReferredTensor tensor)
      throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(),
        merged.bytes(tensor.offset(), tensor.length()).asFloatBuffer(),
        tensor.shape().stream().mapToLong(Long::longValue).toArray());
  }
}
