package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Activation;
import io.hydrascope.agent.family.Attention;
import io.hydrascope.agent.family.Block;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Linear;
import io.hydrascope.agent.family.Mlp;
import io.hydrascope.agent.family.Norm;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.util.Optional;

/** A model's pieces as operations of one graph. Rows are runs of the same tokens. */
final class Pieces {
  private static final double SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);

  private final Graph graph;
  private final Transformer model;
  private final Dimensions size;

  Pieces(Graph graph, Transformer model) {
    this.graph = graph;
    this.model = model;
    this.size = model.dimensions();
  }

  /**
   * @param tokens // [position]
   * @return // [1, position, d_model]
   */
  Value tokenEmbedding(Value tokens) {
    Value rows = graph.gather(graph.weight(model.tokenEmbedding()), tokens, 0);
    return graph.unsqueeze(rows, 0);
  }

  /** What every position's number adds, if positions are learned. // [1, position, d_model] */
  Optional<Value> positionEmbedding(Sequence sequence) {
    return model
        .positionEmbedding()
        .map(table -> graph.gather(graph.weight(table), sequence.positions(), 0))
        .map(rows -> graph.unsqueeze(rows, 0));
  }

  /** Any shape that ends in d_model. */
  Value norm(Norm norm, Value x) {
    Value gain = graph.weight(norm.gain());
    if (norm.kind() == Norm.Kind.LAYER_NORM) {
      return graph.layerNorm(x, gain, graph.weight(norm.bias().orElseThrow()), norm.epsilon());
    }
    return graph.multiply(graph.divide(x, scale(norm, x)), gain);
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
   * @param x // [row, position, d_model]
   * @return z of every head // [row, head, position, d_head]
   */
  Value headValues(Block block, Value x, Sequence sequence) {
    Attention attention = block.attention();
    Value normed = norm(block.attentionNorms().before().orElseThrow(), x);
    Value[] inputs = queryKeyValue(attention, normed);
    Value query = split(inputs[0], size.heads());
    Value key = split(inputs[1], size.keyValueHeads());
    Value value = split(inputs[2], size.keyValueHeads());
    if (attention.rotary().isPresent()) {
      query = sequence.rotate(query);
      key = sequence.rotate(key);
    }
    query = graph.multiply(query, graph.constant(attention.scores().scale()));
    Value keys = graph.transpose(key, 0, 1, 3, 2);
    Value scores = ungroup(graph.matMul(group(query), keys), sequence);
    Value weights = graph.softmax(sequence.hideFuture(scores));
    Value z = graph.matMul(groupScores(weights, sequence), value);
    return graph.reshape(z, 0, size.heads(), -1, size.headWidth());
  }

  /**
   * @param z // [row, head, position, d_head]
   * @return what attention adds // [row, position, d_model]
   */
  Value attentionOutput(Block block, Value z) {
    Value merged = graph.reshape(graph.transpose(z, 0, 2, 1, 3), 0, 0, size.queryWidth());
    return linear(block.attention().output(), merged);
  }

  /** What the MLP adds to {@code x}. // [row, position, d_model] */
  Value mlp(Block block, Value x) {
    Mlp mlp = block.mlp();
    Value normed = norm(block.mlpNorms().before().orElseThrow(), x);
    Value up = linear(mlp.up(), normed);
    Value hidden =
        mlp.gate()
            .map(gate -> activate(mlp.activation(), linear(gate, normed)))
            .map(gate -> graph.multiply(gate, up))
            .orElseGet(() -> activate(mlp.activation(), up));
    return linear(mlp.down(), hidden);
  }

  private Value[] queryKeyValue(Attention attention, Value normed) {
    if (attention.inputs().matrices().size() > 1) {
      return attention.inputs().matrices().stream()
          .map(input -> linear(input, normed))
          .toArray(Value[]::new);
    }
    Value fused = linear(attention.inputs().matrices().get(0), normed);
    int keyStart = size.queryWidth();
    int valueStart = keyStart + size.keyWidth();
    return new Value[] {
      graph.slice(fused, 2, 0, keyStart),
      graph.slice(fused, 2, keyStart, valueStart),
      graph.slice(fused, 2, valueStart, valueStart + size.keyWidth())
    };
  }

  /** [row, position, head·d_head] → // [row, head, position, d_head] */
  private Value split(Value x, int heads) {
    return graph.transpose(graph.reshape(x, 0, 0, heads, size.headWidth()), 0, 2, 1, 3);
  }

  /**
   * Query heads of one key head lie together: keys need no copies. // [row, key head, …, d_head]
   */
  private Value group(Value query) {
    return size.heads() == size.keyValueHeads()
        ? query
        : graph.reshape(query, 0, size.keyValueHeads(), -1, size.headWidth());
  }

  private Value ungroup(Value scores, Sequence sequence) {
    return size.heads() == size.keyValueHeads()
        ? scores
        : graph.reshapeTo(scores, sequence.scoreShape(size.heads()));
  }

  private Value groupScores(Value weights, Sequence sequence) {
    return size.heads() == size.keyValueHeads()
        ? weights
        : graph.reshapeTo(weights, sequence.groupedShape(size.keyValueHeads()));
  }

  private Value activate(Activation activation, Value x) {
    return switch (activation) {
      case RELU -> graph.relu(x);
      case SILU -> graph.multiply(x, graph.sigmoid(x));
      case GELU -> gelu(x, graph.erf(graph.multiply(x, constant(Math.sqrt(0.5)))));
      case GELU_TANH -> {
        Value cubed = graph.multiply(graph.multiply(x, x), x);
        Value inner = graph.add(x, graph.multiply(cubed, constant(0.044715)));
        yield gelu(x, graph.tanh(graph.multiply(inner, constant(SQRT_TWO_OVER_PI))));
      }
    };
  }

  /** {@code x/2 · (1 + sigmoid-like)} */
  private Value gelu(Value x, Value sigmoidLike) {
    Value half = graph.multiply(x, constant(0.5));
    return graph.multiply(half, graph.add(sigmoidLike, constant(1)));
  }

  private Value constant(double value) {
    return graph.constant((float) value);
  }
}
