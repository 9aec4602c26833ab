package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets operations put out what they compute under the output's own name. The engine would copy a
 * value that gets a second name and is read on.
 */
final class OutputNames {
  private final Map<String, String> byValue = new HashMap<>();

  private OutputNames() {}

  /** The graph without copies of operations' results; a result that is put out twice is copied. */
  static GraphProto giveTo(GraphProto graph) {
    OutputNames names = new OutputNames();
    Set<String> outputs = new HashSet<>();
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
    Set<String> computed = new HashSet<>();
    GraphProto.Builder result = graph.toBuilder().clearNode();
    for (NodeProto node : graph.getNodeList()) {
      boolean copies = node.getOpType().equals("Identity") && outputs.contains(node.getOutput(0));
      if (copies && computed.remove(node.getInput(0))) {
        names.byValue.put(node.getInput(0), node.getOutput(0));
      } else {
        result.addNode(node);
        node.getOutputList().stream().filter(o -> !outputs.contains(o)).forEach(computed::add);
      }
    }
    return names.rename(result);
  }

  private GraphProto rename(GraphProto.Builder graph) {
    List<NodeProto> nodes = graph.getNodeList();
    graph.clearNode();
    nodes.forEach(node -> graph.addNode(rename(node)));
    return graph.build();
  }

  private NodeProto rename(NodeProto node) {
    NodeProto.Builder renamed = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      renamed.setInput(i, name(node.getInput(i)));
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      renamed.setOutput(i, name(node.getOutput(i)));
    }
    for (int i = 0; i < node.getAttributeCount(); i++) {
      AttributeProto attribute = node.getAttribute(i);
      if (attribute.hasG()) {
        GraphProto branch = rename(attribute.getG().toBuilder());
        renamed.setAttribute(i, attribute.toBuilder().setG(branch));
      }
    }
    return renamed.build();
  }

  private String name(String value) {
    return byValue.getOrDefault(value, value);
  }
}
