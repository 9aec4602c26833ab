package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads from a graph's wire form how the axes of its inputs are called. */
public final class InputAxes {
  private InputAxes() {}

  /** The names of each input's axes, in order. */
  public static Map<String, List<String>> of(byte[] graph) {
    try {
      Map<String, List<String>> axes = new LinkedHashMap<>();
      for (ValueInfoProto input : ModelProto.parseFrom(graph).getGraph().getInputList()) {
        List<Dimension> shape = input.getType().getTensorType().getShape().getDimList();
        axes.put(input.getName(), shape.stream().map(Dimension::getDimParam).toList());
      }
      return axes;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not an ONNX graph: " + e.getMessage(), e);
    }
  }
}
