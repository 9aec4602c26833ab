package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Kernels;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Activation;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Linear;
import io.hydrascope.agent.transformer.Mlp;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/** A model's pieces as operations of one graph. Rows are runs of the same tokens. */
final class LayerOperations {
  private final Graph graph;
  private final Kernels kernels;
  private final Transformer model;
  private final Dimensions size;

  LayerOperations(Graph graph, Transformer model) {
    this.graph = graph;
    kernels = new Kernels(graph);
    this.model = model;
    this.size = model.dimensions();
  }

  /**
   * @param tokens any shape
   * @return that shape with one more axis, d_model
   */
  Value tokenEmbedding(Value tokens) {
    Value rows = graph.gather(graph.weight(model.tokenEmbedding()), tokens, 0);
    return model.embeddingScale() == 1
        ? rows
        : graph.multiply(rows, graph.constant(model.embeddingScale()));
  }

  /** What every position's number adds, if positions are learned. // [place, d_model] */
  Optional<Value> positionEmbedding(RowPositions places) {
    return model
        .positionEmbedding()
        .map(table -> graph.gather(graph.weight(table), places.positions(), 0));
  }

  /**
   * @param x // [row, place, width of the norm]
   */
  Value norm(Norm norm, Value x) {
    return norm.kind() == Norm.Kind.LAYER_NORM
        ? kernels.layerNormOfRows(x, gain(norm), bias(norm), norm.epsilon())
        : rmsNorm(norm, x);
  }

  /**
   * @param x // [row, head, place, d_head]
   */
  Value normOfHeads(Norm norm, Value x) {
    return norm.kind() == Norm.Kind.LAYER_NORM
        ? kernels.layerNorm(x, gain(norm), bias(norm), norm.epsilon())
        : rmsNorm(norm, x);
  }

  private Value rmsNorm(Norm norm, Value x) {
    return graph.multiply(graph.divide(x, scale(norm, x)), gain(norm));
  }

  private Value bias(Norm norm) {
    return graph.weight(norm.bias().orElseThrow());
  }

  /** // [d] */
  Value gain(Norm norm) {
    Value stored = graph.weight(norm.gain());
    return norm.gainOffset() == 0 ? stored : graph.add(stored, graph.constant(norm.gainOffset()));
  }

  Value normIfAny(Optional<Norm> norm, Value x) {
    return norm.map(present -> norm(present, x)).orElse(x);
  }

  /** What the norm divides by. // [..., 1] */
  Value scale(Norm norm, Value x) {
    boolean centred = norm.kind() == Norm.Kind.LAYER_NORM;
    Value from = centred ? graph.subtract(x, graph.mean(x)) : x;
    Value meanSquare = graph.mean(graph.multiply(from, from));
    return graph.sqrt(graph.add(meanSquare, graph.constant(norm.epsilon())));
  }

  Value linear(Linear linear, Value x) {
    Value product = graph.matMul(x, inOut(linear));
    return linear.bias().map(bias -> graph.add(product, graph.weight(bias))).orElse(product);
  }

  /** The weight as // [in, out] */
  Value inOut(Linear linear) {
    Value weight = graph.weight(linear.weight());
    return linear.orientation() == Linear.Orientation.IN_OUT
        ? weight
        : graph.transpose(weight, 1, 0);
  }

  /** The weight as // [out, in] */
  Value outIn(Linear linear) {
    Value weight = graph.weight(linear.weight());
    return linear.orientation() == Linear.Orientation.OUT_IN
        ? weight
        : graph.transpose(weight, 1, 0);
  }

  /**
   * @param z // [row, head, place, d_head]
   * @return what attention adds to the residual // [row, place, d_model]
   */
  Value attentionOutput(TransformerBlock block, Value z) {
    return normIfAny(block.attentionNorms().after(), attentionProjection(block, z));
  }

  /** What a norm behind attention reads, if there is one. // [row, place, d_model] */
  Value attentionProjection(TransformerBlock block, Value z) {
    return linear(block.attention().output(), merged(z));
  }

  /** What each head's z is multiplied by on its way to the residual. // [head, d_head, d_model] */
  Value outputByHead(TransformerBlock block) {
    Value weights = inOut(block.attention().output());
    return graph.reshape(weights, size.heads(), size.headWidth(), size.width());
  }

  /**
   * All heads' side by side.
   *
   * @param z // [row, head, place, d_head]
   * @return // [row, place, head·d_head]
   */
  Value merged(Value z) {
    return graph.reshape(graph.transpose(z, 0, 2, 1, 3), 0, 0, size.queryWidth());
  }

  /**
   * @param x the residual that the MLP reads
   * @return what it adds // [row, place, d_model]
   */
  Value mlp(TransformerBlock block, Value x) {
    Mlp mlp = block.mlp();
    Value normed = normIfAny(block.mlpNorms().before(), x);
    Value hidden =
        mlp.gate()
            .map(gate -> activate(mlp.activation(), gate, normed))
            .map(gate -> graph.multiply(gate, linear(mlp.up(), normed)))
            .orElseGet(() -> activate(mlp.activation(), mlp.up(), normed));
    return normIfAny(block.mlpNorms().after(), linear(mlp.down(), hidden));
  }

  /** The model's real output for final residuals. // [..., vocabulary] */
  Value logits(Value residual) {
    Value logits = linear(model.unembedding(), norm(model.finalNorm(), residual));
    return model.logitCap().map(cap -> softCap(logits, cap)).orElse(logits);
  }

  /** {@code cap·tanh(x/cap)} */
  Value softCap(Value x, float cap) {
    return graph.multiply(graph.tanh(graph.divide(x, constant(cap))), constant(cap));
  }

  /** {@code activation(linear(x))}. The engine's own GELU takes the bias along, in one pass. */
  private Value activate(Activation activation, Linear linear, Value x) {
    return switch (activation) {
      case RELU -> graph.relu(linear(linear, x));
      case SILU -> kernels.silu(linear(linear, x));
      case GELU -> kernels.gelu(graph.matMul(x, inOut(linear)), linear.bias().map(graph::weight));
      case GELU_TANH ->
          kernels.geluTanh(graph.matMul(x, inOut(linear)), linear.bias().map(graph::weight));
    };
  }

  private Value constant(double value) {
    return graph.constant((float) value);
  }
}
