package io.hydrascope.agent.export;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Rewrite;
import io.hydrascope.agent.onnx.Value;
import java.util.Optional;

/**
 * The end of the model, from final residuals to what a reader sees.
 *
 * <pre>
 * measures    in   residual [row, readout, d_model], row 0 intact   targets [readout]
 *             out  logit (centred), logprob, kl, scale [row, readout]   argmax [row, readout]
 * directions  in   targets [readout]
 *             out  w [readout, d_model]   kappa [readout]
 * </pre>
 */
final class ReadoutGraphs {
  static final String RESIDUAL = "residual";
  static final String TARGETS = "targets";
  static final String LOGIT = "logit";
  static final String LOGPROB = "logprob";
  static final String KL = "kl";
  static final String SCALE = "scale";
  static final String ARGMAX = "argmax";
  static final String W = "w";
  static final String KAPPA = "kappa";

  private static final String ROW = "row";
  private static final String READOUT = "readout";

  private final Rewrite rewrite;
  private final Graph graph;
  private final FinalNorm norm;
  private final Unembedding unembedding;
  private final Value targets;

  private ReadoutGraphs(ModelFile model, Decoder decoder) {
    rewrite = new Rewrite(model);
    graph = rewrite.graph();
    norm = decoder.finalNorm();
    unembedding = decoder.unembedding();
    targets = graph.input(TARGETS, ElementType.INT64, READOUT);
  }

  static byte[] measures(ModelFile model, Decoder decoder) {
    return new ReadoutGraphs(model, decoder).measures();
  }

  static byte[] directions(ModelFile model, Decoder decoder) {
    return new ReadoutGraphs(model, decoder).directions();
  }

  private byte[] measures() {
    Value residual = graph.input(RESIDUAL, ElementType.FLOAT, ROW, READOUT, "d_model");
    Value from = norm.centred() ? graph.subtract(residual, mean(residual, 2)) : residual;
    Value variance = mean(graph.multiply(from, from), 2);
    Value scale = graph.sqrt(graph.add(variance, graph.constant(norm.epsilon())));
    Value logits = logits(normed(graph.divide(from, scale)));
    Value real = unembedding.cap().map(cap -> capped(logits, cap)).orElse(logits);
    Value logprobs = graph.logSoftmax(real);
    Value places =
        graph.expand(graph.unsqueeze(targets, 0, 2), graph.shape(scale)); // [row, readout, 1]
    Value intact = graph.slice(logprobs, 0, 0, 1);
    Value kl = graph.sum(graph.multiply(graph.exp(intact), graph.subtract(intact, logprobs)), 2);
    Value centred = graph.subtract(graph.gatherElements(logits, places, 2), mean(logits, 2));
    output(LOGIT, graph.squeeze(centred, 2), ROW, READOUT);
    Value logprob = graph.gatherElements(logprobs, places, 2);
    output(LOGPROB, graph.squeeze(logprob, 2), ROW, READOUT);
    output(KL, kl, ROW, READOUT);
    output(SCALE, graph.squeeze(scale, 2), ROW, READOUT);
    graph.output(ARGMAX, graph.argMax(real), ElementType.INT64, ROW, READOUT);
    return rewrite.toBytes();
  }

  private Value normed(Value divided) {
    Value scaled = vector(norm.gain()).map(gain -> graph.multiply(divided, gain)).orElse(divided);
    return vector(norm.bias()).map(bias -> graph.add(scaled, bias)).orElse(scaled);
  }

  /** Before the cap. */
  private Value logits(Value normed) {
    Value stored = rewrite.value(unembedding.matrix());
    Value matrix = unembedding.vocabularyFirst() ? graph.transpose(stored, 1, 0) : stored;
    Value logits = graph.multiply(graph.matMul(normed, matrix), constant(unembedding.scale()));
    return bias().map(bias -> graph.add(logits, bias)).orElse(logits);
  }

  private Value capped(Value logits, double cap) {
    return graph.multiply(graph.tanh(graph.divide(logits, constant(cap))), constant(cap));
  }

  /**
   *
   *
   * <pre>
   * u = W_U[i] − mean_v W_U[v]      RMSNorm   w = g⊙u                  κ = b
   * b = b_U[i] − mean_v b_U[v]      LayerNorm w = (I − 11ᵀ/d)(g⊙u)     κ = β·u + b
   * </pre>
   */
  private byte[] directions() {
    Value matrix = rewrite.value(unembedding.matrix());
    int axis = unembedding.vocabularyFirst() ? 0 : 1;
    Value picked = graph.gather(matrix, targets, axis);
    Value difference = graph.subtract(picked, mean(matrix, axis));
    Value rows = axis == 0 ? difference : graph.transpose(difference, 1, 0);
    Value u = graph.multiply(rows, constant(unembedding.scale())); // [readout, d_model]
    Value scaled = vector(norm.gain()).map(gain -> graph.multiply(u, gain)).orElse(u);
    Value w = norm.centred() ? graph.subtract(scaled, mean(scaled, 1)) : scaled;
    Value kappa = graph.multiply(graph.sum(u, 1), graph.constant(0f));
    Optional<Value> shift = vector(norm.bias());
    if (shift.isPresent()) {
      kappa = graph.add(kappa, graph.sum(graph.multiply(u, shift.get()), 1));
    }
    Optional<Value> bias = bias();
    if (bias.isPresent()) {
      Value flat = graph.reshape(bias.get(), -1);
      Value own = graph.subtract(graph.gather(flat, targets, 0), mean(flat, 0));
      kappa = graph.add(kappa, own);
    }
    output(W, w, READOUT, "d_model");
    output(KAPPA, kappa, READOUT);
    return rewrite.toBytes();
  }

  /** // [vocabulary] */
  private Optional<Value> bias() {
    return vector(unembedding.bias())
        .map(bias -> graph.multiply(bias, constant(unembedding.biasScale())));
  }

  private Optional<Value> vector(Optional<String> name) {
    return name.map(rewrite::value).map(value -> graph.reshape(value, -1));
  }

  /** Over one axis, which stays with size 1. */
  private Value mean(Value value, int axis) {
    Value sum = graph.unsqueeze(graph.sum(value, axis), axis);
    Value count = graph.castToFloat(graph.sizeOf(value, axis));
    return graph.divide(sum, count);
  }

  private Value constant(double value) {
    return graph.constant((float) value);
  }

  private void output(String name, Value value, String... axes) {
    graph.output(name, value, ElementType.FLOAT, axes);
  }
}
