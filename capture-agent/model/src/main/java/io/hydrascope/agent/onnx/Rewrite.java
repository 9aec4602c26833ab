package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A graph made out of a model file: its values can be read and given anew, and only what the
 * outputs need is kept. Not thread-safe.
 */
public final class Rewrite {
  private static final String BEFORE = "before:";

  private final ModelFile model;
  private final Graph graph = new Graph();
  private final Set<String> replaced = new HashSet<>();

  public Rewrite(ModelFile model) {
    this.model = model;
  }

  /** Where operations are added. */
  public Graph graph() {
    return graph;
  }

  /** A value of the model, after its replacement if it has one. */
  public Value value(String name) {
    return new Value(name);
  }

  /** A value that is to be replaced, as the model computes it; {@link #define} must follow. */
  public Value beforeReplacement(String name) {
    replaced.add(name);
    return new Value(BEFORE + name);
  }

  /** Gives one of the model's inputs or replaced values to all that read it. */
  public void define(String name, Value value) {
    graph.alias(name, value);
  }

  /** The finished graph in ONNX's wire form. */
  public byte[] toBytes() {
    Map<String, NodeProto> producers = new HashMap<>();
    for (Node node : model.nodes()) {
      add(producers, node.proto());
    }
    GraphProto.Builder added = graph.proto();
    added.getNodeList().forEach(node -> add(producers, node));
    Map<String, TensorProto> constants = new HashMap<>(model.initializers());
    added.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    GraphProto.Builder result =
        GraphProto.newBuilder()
            .setName(added.getName())
            .addAllInput(added.getInputList())
            .addAllOutput(added.getOutputList());
    Ordering ordering = new Ordering(producers);
    added.getOutputList().forEach(output -> ordering.visit(output.getName()));
    result.addAllNode(ordering.ordered);
    ordering.visited.stream()
        .filter(constants::containsKey)
        .forEach(name -> result.addInitializer(constants.get(name)));
    return model.header().toBuilder().setGraph(result).build().toByteArray();
  }

  private void add(Map<String, NodeProto> producers, NodeProto node) {
    NodeProto.Builder renamed = node.toBuilder();
    for (int output = 0; output < node.getOutputCount(); output++) {
      String name = node.getOutput(output);
      // The replacement itself goes by the model's name.
      if (replaced.contains(name) && producers.get(name) == null && isOfModel(node)) {
        renamed.setOutput(output, BEFORE + name);
      }
    }
    NodeProto made = renamed.build();
    made.getOutputList().stream()
        .filter(output -> !output.isEmpty())
        .forEach(output -> producers.put(output, made));
  }

  /** Added operations have names, the model's were taken off when it was read. */
  private static boolean isOfModel(NodeProto node) {
    return node.getName().isEmpty();
  }

  /** Puts each operation after those it reads, and leaves out what nobody reads. */
  private static final class Ordering {
    private final Map<String, NodeProto> producers;
    private final Set<String> visited = new HashSet<>();
    private final Set<NodeProto> placed = new HashSet<>();
    private final List<NodeProto> ordered = new ArrayList<>();

    Ordering(Map<String, NodeProto> producers) {
      this.producers = producers;
    }

    /** Depth first without recursion: a model is deeper than a thread's stack. */
    void visit(String output) {
      Deque<String> open = new ArrayDeque<>(List.of(output));
      Set<String> waiting = new HashSet<>();
      while (!open.isEmpty()) {
        String value = open.getLast();
        NodeProto node = producers.get(value);
        if (visited.contains(value) || node == null) {
          visited.add(value);
          open.removeLast();
        } else if (waiting.add(value)) {
          inputs(node)
              .filter(input -> !input.isEmpty() && !visited.contains(input))
              .forEach(input -> push(open, waiting, input));
        } else {
          open.removeLast();
          place(node);
        }
      }
    }

    /** With what the branches of a condition read; names inside them are nobody else's. */
    private static Stream<String> inputs(NodeProto node) {
      Stream<String> inside =
          node.getAttributeList().stream()
              .flatMap(attribute -> attribute.getG().getNodeList().stream())
              .flatMap(Ordering::inputs);
      return Stream.concat(node.getInputList().stream(), inside);
    }

    private void push(Deque<String> open, Set<String> waiting, String input) {
      if (waiting.contains(input)) {
        throw new BadCheckpointException(
            "%s depends on its own replacement".formatted(ModelFile.nameInFile(input)));
      }
      open.addLast(input);
    }

    private void place(NodeProto node) {
      visited.addAll(node.getOutputList());
      if (placed.add(node)) {
        ordered.add(node);
      }
    }
  }
}
