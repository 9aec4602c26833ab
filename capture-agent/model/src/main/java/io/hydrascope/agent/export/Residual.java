package io.hydrascope.agent.export;

import io.hydrascope.agent.onnx.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A residual stream: the embeddings, then what is added to it, in order.
 *
 * @param additions branches that read the same residual, one or two each
 */
record Residual(String embed, Optional<String> positionEmbed, List<List<Branch>> additions) {
  /**
   * What reads the residual and adds to it.
   *
   * @param added the value that is added
   * @param nodes the operations between the residual and that value
   */
  record Branch(String added, Set<Node> nodes) {
    private static final Set<String> MIXING =
        Set.of(
            "Softmax",
            "Attention",
            "com.microsoft.Attention",
            "com.microsoft.MultiHeadAttention",
            "com.microsoft.GroupQueryAttention");

    boolean isAttention() {
      return !mixing().isEmpty();
    }

    /** Operations that weigh positions against each other. */
    List<Node> mixing() {
      return nodes.stream().filter(Branch::mixes).toList();
    }

    static boolean mixes(Node node) {
      return MIXING.contains(node.operator());
    }
  }
}
