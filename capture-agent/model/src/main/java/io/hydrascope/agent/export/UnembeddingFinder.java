package io.hydrascope.agent.export;

import io.hydrascope.agent.export.Wiring.Operand;
import io.hydrascope.agent.onnx.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/** Goes back from the logits to the unembedding. */
final class UnembeddingFinder {
  private static final double SAME = 1e-4;
  // Exports that can leave out logits cut the sequence even where nothing is left out.
  private static final Set<String> CUTTING = Set.of("Slice", "Gather");

  private final Wiring wiring;
  private final Constants constants;
  private final Deque<Step> steps = new ArrayDeque<>(); // in the order they are computed

  /** What happens to a product before it is the logits. */
  private sealed interface Step {}

  private record Times(double factor) implements Step {}

  private record Plus(String bias) implements Step {}

  private record Tanh() implements Step {}

  UnembeddingFinder(Wiring wiring, Constants constants) {
    this.wiring = wiring;
    this.constants = constants;
  }

  ExportedUnembedding find(String logits) {
    String at = logits;
    while (true) {
      at = cutOrigin(wiring, at);
      Node node = producer(at);
      Optional<ExportedLinear> linear = ExportedLinear.of(wiring, node);
      if (linear.isPresent()) {
        linear.get().bias().ifPresent(bias -> steps.addFirst(new Plus(bias)));
        return unembedding(linear.get());
      }
      at = back(node);
    }
  }

  /** Back over what passes numbers on, for some of the positions perhaps. */
  static String cutOrigin(Wiring wiring, String value) {
    String at = wiring.origin(value);
    Optional<Node> node = wiring.producer(at);
    while (node.isPresent()
        && CUTTING.contains(node.get().operator())
        && wiring.dependsOnTokens(node.get().input(0))
        && !wiring.dependsOnTokens(node.get().input(1))) {
      at = wiring.origin(node.get().input(0));
      node = wiring.producer(at);
    }
    return at;
  }

  private Node producer(String value) {
    return wiring.producer(value).orElseThrow(() -> Refusal.because("nothing makes the logits"));
  }

  private String back(Node node) {
    if (node.operator().equals("Tanh")) {
      steps.addFirst(new Tanh());
      return node.input(0);
    }
    Operand operand = wiring.constantOperand(node).orElseThrow(() -> unknown(node));
    switch (node.operator()) {
      case "Add" -> steps.addFirst(new Plus(operand.constant()));
      case "Mul" -> steps.addFirst(new Times(scalar(node, operand)));
      case "Div" -> steps.addFirst(new Times(1 / divisor(node, operand)));
      default -> throw unknown(node);
    }
    return operand.value();
  }

  private double divisor(Node node, Operand operand) {
    if (operand.constantFirst()) {
      throw unknown(node);
    }
    return scalar(node, operand);
  }

  private double scalar(Node node, Operand operand) {
    if (!constants.isScalar(operand.constant())) {
      throw unknown(node);
    }
    return constants.scalar(operand.constant());
  }

  private static RuntimeException unknown(Node node) {
    return Refusal.because(
        "the logits come out of %s, not of a constant unembedding matrix by MatMul or Gemm", node);
  }

  private ExportedUnembedding unembedding(ExportedLinear linear) {
    double scale = 1;
    Optional<String> bias = Optional.empty();
    double biasScale = 1;
    Optional<Double> cap = Optional.empty();
    double lastFactor = 1;
    for (Step step : steps) {
      if (step instanceof Times times && cap.isEmpty()) {
        scale *= times.factor();
        biasScale *= times.factor();
        lastFactor = times.factor();
      } else if (step instanceof Plus plus && bias.isEmpty() && cap.isEmpty()) {
        bias = Optional.of(plus.bias());
        biasScale = 1;
      } else if (step instanceof Tanh && cap.isEmpty()) {
        cap = Optional.of(1 / lastFactor);
        scale /= lastFactor;
        biasScale /= lastFactor;
      } else if (!(step instanceof Times times && restores(times, cap))) {
        throw Refusal.because("the logits are computed by %s after the unembedding", steps);
      }
    }
    return new ExportedUnembedding(
        linear.input(), linear.matrix(), linear.outFirst(), scale, bias, biasScale, cap);
  }

  private static boolean restores(Times times, Optional<Double> cap) {
    return cap.isPresent() && Math.abs(times.factor() / cap.get() - 1) < SAME;
  }
}
