package io.hydrascope.agent.export;

import io.hydrascope.agent.export.Wiring.Operand;
import io.hydrascope.agent.onnx.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the norm in front of the unembedding: one operation, or the arithmetic it was decomposed
 * into, whose constants tell the gain, the bias and epsilon. That it was read right is checked by
 * its numbers later.
 */
final class FinalNormFinder {
  private static final float DEFAULT_EPSILON = 1e-5f;
  private static final Set<String> ARITHMETIC =
      Set.of(
          "Mul",
          "Div",
          "Sub",
          "Pow",
          "Sqrt",
          "Reciprocal",
          "ReduceMean",
          "Cast",
          "Identity",
          "Add");
  private static final Set<String> ROOT_MEAN_SQUARE =
      Set.of(
          "RMSNormalization",
          "SimplifiedLayerNormalization",
          "com.microsoft.SimplifiedLayerNormalization");

  private final Wiring wiring;
  private final Constants constants;

  FinalNormFinder(Wiring wiring, Constants constants) {
    this.wiring = wiring;
    this.constants = constants;
  }

  FinalNorm find(String normed) {
    String at = UnembeddingFinder.cutOrigin(wiring, normed);
    Node node =
        wiring
            .producer(at)
            .orElseThrow(() -> Refusal.because("nothing stands before the unembedding"));
    boolean centred = node.operator().equals("LayerNormalization");
    if (centred || ROOT_MEAN_SQUARE.contains(node.operator())) {
      return new FinalNorm(
          centred,
          node.input(0),
          Optional.of(node.input(1)),
          node.hasInput(2) ? Optional.of(node.input(2)) : Optional.empty(),
          node.real("epsilon", DEFAULT_EPSILON));
    }
    return decomposed(at);
  }

  private FinalNorm decomposed(String normed) {
    Set<String> boundary = new HashSet<>();
    List<Node> inside = new ArrayList<>();
    Set<String> seen = new HashSet<>(List.of(normed));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      String at = open.removeLast();
      Optional<Node> node = wiring.producer(at).filter(this::isArithmetic);
      if (node.isEmpty()) {
        boundary.add(at);
        continue;
      }
      inside.add(node.get());
      node.get().inputs().stream()
          .filter(wiring::dependsOnTokens)
          .filter(seen::add)
          .forEach(open::addLast);
    }
    if (boundary.size() != 1 || inside.stream().noneMatch(FinalNormFinder::isMean)) {
      throw Refusal.because(
          "no LayerNorm or RMSNorm stands before the unembedding but %s",
          wiring.producer(normed).map(Node::toString).orElse("an input"));
    }
    return read(boundary.iterator().next(), inside);
  }

  /** A residual Add joins two values that depend on tokens. */
  private boolean isArithmetic(Node node) {
    boolean joins = node.operator().equals("Add") && wiring.constantOperand(node).isEmpty();
    return ARITHMETIC.contains(node.operator()) && !joins;
  }

  private static boolean isMean(Node node) {
    return node.operator().equals("ReduceMean");
  }

  private FinalNorm read(String input, List<Node> inside) {
    Optional<String> gain = vector(inside, "Mul");
    Optional<String> bias = vector(inside, "Add");
    List<Double> epsilons =
        inside.stream()
            .filter(node -> node.operator().equals("Add"))
            .flatMap(node -> wiring.constantOperand(node).stream())
            .filter(operand -> constants.isScalar(operand.constant()))
            .map(operand -> constants.scalar(operand.constant()))
            .toList();
    if (epsilons.size() != 1) {
      throw Refusal.because("the final norm adds scalars=%s: one epsilon is expected", epsilons);
    }
    boolean centred = inside.stream().anyMatch(node -> node.operator().equals("Sub"));
    return new FinalNorm(centred, input, gain, bias, epsilons.get(0).floatValue());
  }

  private Optional<String> vector(List<Node> inside, String operator) {
    List<String> found =
        inside.stream()
            .filter(node -> node.operator().equals(operator))
            .flatMap(node -> wiring.constantOperand(node).stream())
            .map(Operand::constant)
            .filter(constant -> !constants.isScalar(constant))
            .toList();
    if (found.size() > 1) {
      throw Refusal.because("the final norm has %d vectors in %s", found.size(), operator);
    }
    return found.stream().findFirst();
  }
}
