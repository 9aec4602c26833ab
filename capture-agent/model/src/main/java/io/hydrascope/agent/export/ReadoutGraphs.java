package io.hydrascope.agent.export;

import io.hydrascope.agent.graph.ReadoutGraph;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Rewrite;
import io.hydrascope.agent.onnx.Value;
import java.util.Optional;

/**
 * The end of the model, from final residuals to what a reader sees: {@link ReadoutGraph}, and in
 * which directions it reads.
 *
 * <pre>
 * directions  in   targets [readout]   others [readout], below 0 the vocabulary's mean
 *             out  w, reference [readout, d_model]   kappa, reference_bias [readout]
 * </pre>
 */
final class ReadoutGraphs {
  static final String TARGETS = "targets";
  static final String OTHERS = "others";
  static final String W = "w";
  static final String KAPPA = "kappa";
  static final String REFERENCE = "reference";
  static final String REFERENCE_BIAS = "reference_bias";

  private static final String READOUT = "readout";

  private final Rewrite rewrite;
  private final Graph graph;
  private final FinalNorm norm;
  private final ExportedUnembedding unembedding;
  private final ExportedHead head;

  private ReadoutGraphs(ModelFile model, Decoder decoder) {
    rewrite = new Rewrite(model);
    graph = rewrite.graph();
    norm = decoder.finalNorm();
    unembedding = decoder.unembedding();
    head = new ExportedHead(rewrite, decoder);
  }

  static byte[] measures(ModelFile model, Decoder decoder) {
    ReadoutGraphs made = new ReadoutGraphs(model, decoder);
    ReadoutGraph.add(made.graph, made.head);
    return made.rewrite.toBytes();
  }

  static byte[] directions(ModelFile model, Decoder decoder) {
    return new ReadoutGraphs(model, decoder).directions();
  }

  /**
   *
   *
   * <pre>
   * u = W_U[i] − W_U[j] or their mean     RMSNorm   w = g⊙u                  κ = b
   * b = b_U[i] − b_U[j] or their mean     LayerNorm w = (I − 11ᵀ/d)(g⊙u)     κ = β·u + b
   * </pre>
   */
  private byte[] directions() {
    Value targets = graph.input(TARGETS, ElementType.INT64, READOUT);
    Value others = graph.input(OTHERS, ElementType.INT64, READOUT);
    Value given = graph.greaterOrEqual(others, graph.constant(0L)); // [readout]
    Value reference = // [readout, d_model]
        graph.where(graph.unsqueeze(given, 1), rows(others), scaled(vocabularyMean()));
    Value u = graph.subtract(rows(targets), reference);
    Value gained = head.gain().map(gain -> graph.multiply(u, gain)).orElse(u);
    Value w = norm.centred() ? graph.subtract(gained, head.mean(gained, 1)) : gained;
    Value referenceBias = referenceBias(given, others);
    Value kappa = graph.subtract(ownBias(targets), referenceBias);
    Value shifted =
        head.normBias()
            .map(shift -> graph.add(kappa, graph.sum(graph.multiply(u, shift), 1)))
            .orElse(kappa);
    output(W, w, READOUT, "d_model");
    output(KAPPA, shifted, READOUT);
    output(REFERENCE, reference, READOUT, "d_model");
    output(REFERENCE_BIAS, referenceBias, READOUT);
    return rewrite.toBytes();
  }

  /** The unembedding's rows of these tokens. // [readout, d_model] */
  private Value rows(Value tokens) {
    Value matrix = rewrite.value(unembedding.matrix());
    return scaled(
        unembedding.vocabularyFirst()
            ? graph.gather(matrix, tokens, 0)
            : graph.transpose(graph.gather(matrix, tokens, 1), 1, 0));
  }

  /** // [1, d_model] */
  private Value vocabularyMean() {
    Value mean =
        head.mean(rewrite.value(unembedding.matrix()), unembedding.vocabularyFirst() ? 0 : 1);
    return graph.reshape(mean, 1, -1);
  }

  private Value scaled(Value rows) {
    return graph.multiply(rows, head.constant(unembedding.scale()));
  }

  /** // [readout] */
  private Value ownBias(Value tokens) {
    return head.bias()
        .map(bias -> graph.gather(bias, tokens, 0))
        .orElseGet(() -> graph.multiply(graph.castToFloat(tokens), graph.constant(0f)));
  }

  /** // [readout] */
  private Value referenceBias(Value given, Value others) {
    Optional<Value> bias = head.bias();
    return bias.isPresent()
        ? graph.where(given, ownBias(others), head.mean(bias.get(), 0))
        : ownBias(others);
  }

  private void output(String name, Value value, String... axes) {
    graph.output(name, value, ElementType.FLOAT, axes);
  }
}
