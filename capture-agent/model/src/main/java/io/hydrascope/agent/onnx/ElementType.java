package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** Types of a graph's inputs and outputs. */
public enum ElementType {
  FLOAT(DataType.FLOAT),
  INT64(DataType.INT64);

  private final DataType proto;

  ElementType(DataType proto) {
    this.proto = proto;
  }

  int number() {
    return proto.getNumber();
  }
}
