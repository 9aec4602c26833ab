package io.hydrascope.agent.export;

import io.hydrascope.agent.export.Projection.Bias;
import io.hydrascope.agent.export.Wiring.Operand;
import io.hydrascope.agent.onnx.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Goes back from what attention adds to its output projection. */
final class ProjectionFinder {
  private static final Set<String> NORMS =
      Set.of(
          "LayerNormalization",
          "RMSNormalization",
          "SimplifiedLayerNormalization",
          "com.microsoft.SimplifiedLayerNormalization");

  private final Wiring wiring;
  private final Constants constants;

  ProjectionFinder(Wiring wiring, Constants constants) {
    this.wiring = wiring;
    this.constants = constants;
  }

  Projection find(int layer, String added) {
    List<Bias> biases = new ArrayList<>();
    double scale = 1;
    String at = added;
    while (true) {
      at = wiring.origin(at);
      Node node = wiring.producer(at).orElseThrow(() -> unknown(layer, "an input"));
      Optional<ExportedLinear> linear = ExportedLinear.of(wiring, node);
      if (linear.isPresent()) {
        double biasScale = scale;
        linear.get().bias().ifPresent(bias -> biases.add(new Bias(bias, biasScale)));
        return new Projection(linear.get(), scale, biases);
      }
      requireNoNorm(layer, node);
      Operand operand =
          wiring.constantOperand(node).orElseThrow(() -> unknown(layer, node.toString()));
      switch (node.operator()) {
        case "Add" -> biases.add(new Bias(operand.constant(), scale));
        case "Mul" -> scale *= factor(layer, node, operand);
        case "Div" -> scale /= factor(layer, node, operand);
        default -> throw unknown(layer, node.toString());
      }
      at = operand.value();
    }
  }

  private double factor(int layer, Node node, Operand operand) {
    if (!constants.isScalar(operand.constant())) {
      throw postNorm(layer, node);
    }
    if (node.operator().equals("Div") && operand.constantFirst()) {
      throw unknown(layer, node.toString());
    }
    return constants.scalar(operand.constant());
  }

  private static void requireNoNorm(int layer, Node node) {
    if (NORMS.contains(node.operator())) {
      throw postNorm(layer, node);
    }
  }

  private static RuntimeException postNorm(int layer, Node node) {
    return Refusal.because(
        "layer %d has a norm between attention's output projection and the residual (post-norm):"
            + " %s; load the checkpoint itself instead",
        layer, node);
  }

  private static RuntimeException unknown(int layer, String found) {
    return Refusal.because(
        "layer %d: what attention adds comes out of %s, not of a constant output projection",
        layer, found);
  }
}
