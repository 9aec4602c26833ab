package io.hydrascope.agent.export;

import io.hydrascope.agent.onnx.Node;
import java.util.Optional;

/**
 * A multiplication with a constant matrix.
 *
 * @param matrix // [in, out], or [out, in]
 * @param outFirst which of the two
 */
record ExportedLinear(String input, String matrix, boolean outFirst, Optional<String> bias) {
  /** Empty if the operation is no such multiplication. */
  static Optional<ExportedLinear> of(Wiring wiring, Node node) {
    boolean gemm = node.operator().equals("Gemm");
    if (!gemm && !node.operator().equals("MatMul")) {
      return Optional.empty();
    }
    boolean plain =
        !gemm
            || (node.real("alpha", 1) == 1
                && node.real("beta", 1) == 1
                && node.number("transA", 0) == 0);
    if (!plain || !wiring.isConstant(node.input(1)) || wiring.isConstant(node.input(0))) {
      return Optional.empty();
    }
    Optional<String> bias =
        gemm && node.hasInput(2) ? Optional.of(node.input(2)) : Optional.empty();
    boolean outFirst = gemm && node.number("transB", 0) != 0;
    return Optional.of(new ExportedLinear(node.input(0), node.input(1), outFirst, bias));
  }
}
