package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A graph's operations in the order in which they are added; those of a branch lie inside it. */
final class Operations {
  private GraphProto.Builder open;
  private int count;

  Operations(GraphProto.Builder graph) {
    open = graph;
  }

  Value add(String operator, String domain, List<AttributeProto> attributes, List<Value> inputs) {
    NodeProto.Builder node = node(operator, inputs).setDomain(domain).addAllAttribute(attributes);
    Value result = new Value(node.getName());
    open.addNode(node.addOutput(result.name()));
    return result;
  }

  /** One that has several outputs; those after the last that is of use are left out. */
  List<Value> addWithOutputs(
      int outputs, String operator, List<AttributeProto> attributes, Value... inputs) {
    NodeProto.Builder node = node(operator, List.of(inputs)).addAllAttribute(attributes);
    List<Value> results = new ArrayList<>();
    for (int output = 0; output < outputs; output++) {
      results.add(new Value(node.getName() + ":" + output));
      node.addOutput(node.getName() + ":" + output);
    }
    open.addNode(node);
    return results;
  }

  /** Gives a value a second name. */
  void name(String name, Value value) {
    open.addNode(node("Identity", List.of(value)).addOutput(name));
  }

  /** Only the branch that the condition asks for is computed. */
  List<Value> when(
      Value condition,
      List<ElementType> types,
      Supplier<List<Value>> yes,
      Supplier<List<Value>> no) {
    GraphProto then = branch(yes, types);
    GraphProto otherwise = branch(no, types);
    NodeProto.Builder node =
        node("If", List.of(condition))
            .addAttribute(Attributes.of("then_branch", then))
            .addAttribute(Attributes.of("else_branch", otherwise));
    List<Value> results = new ArrayList<>();
    for (int output = 0; output < types.size(); output++) {
      results.add(new Value(node.getName() + ":" + output));
      node.addOutput(node.getName() + ":" + output);
    }
    open.addNode(node);
    return results;
  }

  private GraphProto branch(Supplier<List<Value>> content, List<ElementType> types) {
    GraphProto.Builder around = open;
    open = GraphProto.newBuilder().setName("branch:" + count);
    List<Value> results = content.get();
    for (int output = 0; output < types.size(); output++) {
      TypeProto.Tensor tensor =
          TypeProto.Tensor.newBuilder().setElemType(types.get(output).number()).build();
      open.addOutput(
          ValueInfoProto.newBuilder()
              .setName(results.get(output).name())
              .setType(TypeProto.newBuilder().setTensorType(tensor)));
    }
    GraphProto branch = open.build();
    open = around;
    return branch;
  }

  private NodeProto.Builder node(String operator, List<Value> inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(operator).setName(operator + ":" + count++);
    inputs.forEach(input -> node.addInput(input.name()));
    return node;
  }
}
