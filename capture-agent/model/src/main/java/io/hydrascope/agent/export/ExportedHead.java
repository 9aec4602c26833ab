package io.hydrascope.agent.export;

import io.hydrascope.agent.graph.OutputHead;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Rewrite;
import io.hydrascope.agent.onnx.Value;
import java.util.Optional;

/** The end of an export, put together anew from its constants. */
final class ExportedHead implements OutputHead {
  private static final int D_MODEL = 2;

  private final Rewrite rewrite;
  private final Graph graph;
  private final FinalNorm norm;
  private final ExportedUnembedding unembedding;

  ExportedHead(Rewrite rewrite, Decoder decoder) {
    this.rewrite = rewrite;
    graph = rewrite.graph();
    norm = decoder.finalNorm();
    unembedding = decoder.unembedding();
  }

  @Override
  public Value scale(Value residual) {
    Value from = centred(residual);
    Value variance = mean(graph.multiply(from, from), D_MODEL);
    return graph.sqrt(graph.add(variance, graph.constant(norm.epsilon())));
  }

  @Override
  public Value normed(Value residual) {
    Value divided = graph.divide(centred(residual), scale(residual));
    Value scaled = gain().map(gain -> graph.multiply(divided, gain)).orElse(divided);
    return normBias().map(bias -> graph.add(scaled, bias)).orElse(scaled);
  }

  @Override
  public Value logits(Value normed) {
    Value stored = rewrite.value(unembedding.matrix());
    Value matrix = unembedding.vocabularyFirst() ? graph.transpose(stored, 1, 0) : stored;
    Value logits = graph.multiply(graph.matMul(normed, matrix), constant(unembedding.scale()));
    return bias().map(bias -> graph.add(logits, bias)).orElse(logits);
  }

  @Override
  public Value capped(Value logits) {
    return unembedding
        .cap()
        .map(this::constant)
        .map(cap -> graph.multiply(graph.tanh(graph.divide(logits, cap)), cap))
        .orElse(logits);
  }

  /** The gain of the final norm. // [d_model] */
  Optional<Value> gain() {
    return vector(norm.gain());
  }

  /** The bias of the final norm. // [d_model] */
  Optional<Value> normBias() {
    return vector(norm.bias());
  }

  /** The bias of the logits. // [vocabulary] */
  Optional<Value> bias() {
    return vector(unembedding.bias())
        .map(bias -> graph.multiply(bias, constant(unembedding.biasScale())));
  }

  /** Over one axis, which stays with size 1. */
  Value mean(Value value, int axis) {
    Value count = graph.castToFloat(graph.sizeOf(value, axis));
    return graph.divide(graph.sumKept(value, axis), count);
  }

  Value constant(double value) {
    return graph.constant((float) value);
  }

  private Value centred(Value residual) {
    return norm.centred() ? graph.subtract(residual, mean(residual, D_MODEL)) : residual;
  }

  private Optional<Value> vector(Optional<String> name) {
    return name.map(rewrite::value).map(value -> graph.reshape(value, -1));
  }
}
