package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A weight that a graph refers to by its place in a file.
 *
 * @param offset of its first byte
 * @param length in bytes
 */
public record ReferredTensor(String name, List<Long> shape, long offset, long length) {
  private static final String LOCATION = "location";
  private static final String OFFSET = "offset";
  private static final String LENGTH = "length";

  public ReferredTensor {
    shape = List.copyOf(shape);
  }

  /**
   * All that a graph refers to in one file.
   *
   * @param graph in ONNX's wire form, built here
   */
  public static List<ReferredTensor> in(byte[] graph, Path file) {
    try {
      return ModelProto.parseFrom(graph).getGraph().getInitializerList().stream()
          .filter(tensor -> file.toString().equals(place(tensor).get(LOCATION)))
          .map(ReferredTensor::of)
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a graph that was built here cannot be read", e);
    }
  }

  private static ReferredTensor of(TensorProto tensor) {
    Map<String, String> place = place(tensor);
    return new ReferredTensor(
        tensor.getName(),
        tensor.getDimsList(),
        Long.parseLong(place.getOrDefault(OFFSET, "0")),
        Long.parseLong(place.getOrDefault(LENGTH, "0")));
  }

  private static Map<String, String> place(TensorProto tensor) {
    Map<String, String> place = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      place.put(entry.getKey(), entry.getValue());
    }
    return place;
  }
}
