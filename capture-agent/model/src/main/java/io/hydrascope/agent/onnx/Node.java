package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;

/** One operation of a model that was read from a file. */
public final class Node {
  private final NodeProto proto;

  Node(NodeProto proto) {
    this.proto = proto;
  }

  /** ONNX's own by their bare name, others as {@code com.microsoft.Attention}. */
  public String operator() {
    String domain = proto.getDomain();
    return domain.isEmpty() || domain.equals("ai.onnx")
        ? proto.getOpType()
        : domain + "." + proto.getOpType();
  }

  /** An optional input that is left out is an empty string. */
  public List<String> inputs() {
    return proto.getInputList();
  }

  public List<String> outputs() {
    return proto.getOutputList();
  }

  public boolean hasInput(int index) {
    return index < proto.getInputCount() && !proto.getInput(index).isEmpty();
  }

  public String input(int index) {
    return proto.getInput(index);
  }

  public long number(String attribute, long otherwise) {
    return find(attribute).map(AttributeProto::getI).orElse(otherwise);
  }

  public float real(String attribute, float otherwise) {
    return find(attribute).map(AttributeProto::getF).orElse(otherwise);
  }

  private Optional<AttributeProto> find(String attribute) {
    return proto.getAttributeList().stream()
        .filter(candidate -> candidate.getName().equals(attribute))
        .findFirst();
  }

  NodeProto proto() {
    return proto;
  }

  @Override
  public String toString() {
    return operator() + " → " + (outputs().isEmpty() ? "" : ModelFile.nameInFile(outputs().get(0)));
  }
}
