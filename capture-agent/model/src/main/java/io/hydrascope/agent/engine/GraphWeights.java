package io.hydrascope.agent.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hydrascope.agent.checkpoint.MergedTensors;
import io.hydrascope.agent.checkpoint.Weights;
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
  private static final String LOCATION = "location";
  private static final String OFFSET = "offset";
  private static final String LENGTH = "length";

  public static GraphWeights in(Path folder) {
    return new GraphWeights(folder, Optional.empty());
  }

  public static GraphWeights of(Weights weights) {
    return new GraphWeights(weights.folder(), weights.merged());
  }

  /** The merged ones that a graph names, for the engine: they read the memory where it lies. */
  Map<String, OnnxTensorLike> tensors(byte[] graph) throws OrtException {
    Map<String, OnnxTensorLike> tensors = new LinkedHashMap<>();
    if (merged.isEmpty()) {
      return tensors;
    }
    for (TensorProto tensor : graph(graph).getInitializerList()) {
      Map<String, String> place = place(tensor);
      if (MergedTensors.FILE.toString().equals(place.get(LOCATION))) {
        tensors.put(tensor.getName(), tensor(merged.get(), tensor, place));
      }
    }
    return tensors;
  }

  private static OnnxTensor tensor(
      MergedTensors merged, TensorProto tensor, Map<String, String> place) throws OrtException {
    long offset = Long.parseLong(place.getOrDefault(OFFSET, "0"));
    long length = Long.parseLong(place.getOrDefault(LENGTH, "0"));
    long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), merged.bytes(offset, length).asFloatBuffer(), shape);
  }

  private static Map<String, String> place(TensorProto tensor) {
    Map<String, String> place = new LinkedHashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      place.put(entry.getKey(), entry.getValue());
    }
    return place;
  }

  private static GraphProto graph(byte[] graph) {
    try {
      return ModelProto.parseFrom(graph).getGraph();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a graph that was built here cannot be read", e);
    }
  }
}
