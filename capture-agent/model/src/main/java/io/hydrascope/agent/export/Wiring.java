package io.hydrascope.agent.export;

import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who makes and who reads each value of a model, and what it depends on. */
final class Wiring {
  private static final Set<String> SHAPE_READERS = Set.of("Shape", "Size");
  private static final Set<String> PASSING =
      Set.of("Identity", "Cast", "Reshape", "Dropout", "Squeeze", "Unsqueeze", "Flatten");

  /** What a value depends on, each including those before it. */
  enum Source {
    WEIGHTS,
    /** How many tokens there are and which may be seen, never what they are. */
    POSITIONS,
    TOKENS
  }

  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();

  Wiring(ModelFile model, ModelInputs inputs) {
    model.inputs().forEach(port -> sources.put(port.value(), Source.POSITIONS));
    sources.put(inputs.tokens().value(), Source.TOKENS);
    // Operations come after what they read.
    for (Node node : model.nodes()) {
      Source source = sourceOf(node);
      for (String output : node.outputs()) {
        producers.put(output, node);
        sources.put(output, source);
      }
      if (!SHAPE_READERS.contains(node.operator())) {
        node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
      }
    }
  }

  Optional<Node> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** Whether an operation of this kind makes the value. */
  boolean isMadeBy(String value, String operator) {
    return producer(value).map(node -> node.operator().equals(operator)).orElse(false);
  }

  /** How many operations read what is in the value, and not just its shape. */
  int readers(String value) {
    return readers.getOrDefault(value, 0);
  }

  Source source(String value) {
    return sources.getOrDefault(value, Source.WEIGHTS);
  }

  boolean isConstant(String value) {
    return source(value) == Source.WEIGHTS;
  }

  boolean dependsOnTokens(String value) {
    return source(value) == Source.TOKENS;
  }

  /** Back over operations that change no number of a value that depends on the tokens. */
  String origin(String value) {
    String at = value;
    Optional<Node> node = producer(at);
    while (node.isPresent() && passes(node.get())) {
      at = node.get().input(0);
      node = producer(at);
    }
    return at;
  }

  private boolean passes(Node node) {
    return PASSING.contains(node.operator()) && !isConstant(node.input(0));
  }

  /** The operation's other operand, if exactly one of its two is constant. */
  Optional<Operand> constantOperand(Node node) {
    if (node.inputs().size() != 2) {
      return Optional.empty();
    }
    boolean first = isConstant(node.input(0));
    boolean second = isConstant(node.input(1));
    if (first == second) {
      return Optional.empty();
    }
    return Optional.of(new Operand(node.input(first ? 1 : 0), node.input(first ? 0 : 1), first));
  }

  /**
   * An operation on a value and a constant.
   *
   * @param constantFirst for operators that are not symmetric
   */
  record Operand(String value, String constant, boolean constantFirst) {}

  /**
   * Every operation between a value and what it depends on the tokens through.
   *
   * @param stop where to end, if it is come upon
   */
  Upstream upstream(String value, String stop) {
    Set<String> seen = new HashSet<>(List.of(value));
    Deque<String> open = new ArrayDeque<>(seen);
    Set<Node> nodes = new HashSet<>();
    while (!open.isEmpty()) {
      String at = open.removeLast();
      Node node = producers.get(at);
      if (at.equals(stop) || node == null) {
        continue;
      }
      nodes.add(node);
      node.inputs().stream().filter(this::dependsOnTokens).filter(seen::add).forEach(open::addLast);
    }
    return new Upstream(nodes, seen);
  }

  /** Operations and values that a value depends on. */
  record Upstream(Set<Node> nodes, Set<String> values) {}

  private Source sourceOf(Node node) {
    Source latest = Source.WEIGHTS;
    for (String input : node.inputs()) {
      Source source = source(input);
      latest = source.compareTo(latest) > 0 ? source : latest;
    }
    boolean shapeOnly = SHAPE_READERS.contains(node.operator()) && latest == Source.TOKENS;
    return shapeOnly ? Source.POSITIONS : latest;
  }
}
