package io.hydrascope.agent.export;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Node;
import java.util.List;
import java.util.Map;

/** Why an export cannot be taken apart. */
final class Refusal {
  static final String WITHOUT_PAST =
      "export it without past: optimum-cli export onnx --task text-generation";

  private static final String NOT_OPTIMISED = "export it without optimisation (fused operators)";
  private static final String NOT_QUANTISED = "it is quantised; export it in fp32";

  private static final Map<String, String> UNREADABLE =
      Map.of(
          "SkipLayerNormalization", NOT_OPTIMISED,
          "SkipSimplifiedLayerNormalization", NOT_OPTIMISED,
          "EmbedLayerNormalization", NOT_OPTIMISED,
          "DecoderMaskedMultiHeadAttention", NOT_OPTIMISED,
          "MatMulNBits", NOT_QUANTISED,
          "MatMulInteger", NOT_QUANTISED,
          "DequantizeLinear", NOT_QUANTISED,
          "DynamicQuantizeLinear", NOT_QUANTISED,
          "QMoE", NOT_QUANTISED);

  private Refusal() {}

  // The annotation asked for comes in a library of its own.
  @SuppressWarnings("AnnotateFormatMethod")
  static BadCheckpointException because(String format, Object... values) {
    return new BadCheckpointException(
        "this export cannot be taken apart: " + format.formatted(values));
  }

  /** Refuses operators that hide what has to be seen. */
  static void requireReadable(List<Node> nodes) {
    for (Node node : nodes) {
      String operator = node.operator();
      String bare = operator.substring(operator.lastIndexOf('.') + 1);
      String reason = UNREADABLE.get(bare);
      if (reason != null) {
        throw because("operator %s: %s", bare, reason);
      }
    }
  }

  static String name(String value) {
    return ModelFile.nameInFile(value);
  }
}
