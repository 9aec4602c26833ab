package io.hydrascope.agent.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes models that are slightly, or altogether, other than an export. */
final class TestingEditedExport {
  private static final String NAME = "model.onnx";

  private TestingEditedExport() {}

  static Path of(String export, Path folder, Consumer<GraphProto.Builder> change) {
    try {
      ModelProto.Builder model =
          ModelProto.parseFrom(Files.readAllBytes(TestingExports.file(export))).toBuilder();
      change.accept(model.getGraphBuilder());
      return Files.write(folder.resolve(NAME), model.build().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path bytes(byte[] bytes, Path folder) {
    try {
      return Files.write(folder.resolve(NAME), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One convolution over an image. */
  static Path convolution(Path folder) {
    TensorProto.Builder kernel =
        TensorProto.newBuilder().setName("kernel").setDataType(DataType.FLOAT.getNumber());
    for (int i = 0; i < 9; i++) {
      kernel.addFloatData(i);
    }
    for (long size : new long[] {1, 1, 3, 3}) {
      kernel.addDims(size);
    }
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("convolution")
            .addInput(info("image", DataType.FLOAT, 1, 1, 8, 8))
            .addOutput(info("features", DataType.FLOAT, 1, 1, 6, 6))
            .addInitializer(kernel)
            .addNode(node("Conv", "features", "image", "kernel"))
            .build();
    return write(graph, folder);
  }

  /** An operation with a graph of its own. */
  static Path branching(Path folder) {
    AttributeProto.Builder branch =
        AttributeProto.newBuilder()
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(GraphProto.newBuilder().setName("branch"));
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("merged")
            .addInput(info("use_cache_branch", DataType.BOOL, 1))
            .addOutput(info("logits", DataType.FLOAT, 1, 1, 6))
            .addNode(
                node("If", "logits", "use_cache_branch").toBuilder()
                    .addAttribute(branch.setName("then_branch"))
                    .addAttribute(branch.setName("else_branch")))
            .build();
    return write(graph, folder);
  }

  static NodeProto node(String operator, String output, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addOutput(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.build();
  }

  static TensorProto scalar(String name, float value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT.getNumber())
        .addFloatData(value)
        .build();
  }

  /** Puts another operator in the place of the first of a kind. */
  static void replaceOperator(GraphProto.Builder graph, String operator, String by) {
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      if (node.getOpType().equals(operator)) {
        node.setOpType(by);
        return;
      }
    }
    throw new AssertionError("no " + operator);
  }

  private static ValueInfoProto info(String name, DataType type, long... sizes) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
    for (long size : sizes) {
      tensor.getShapeBuilder().addDim(Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static Path write(GraphProto graph, Path folder) {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    return bytes(model.toByteArray(), folder);
  }
}
