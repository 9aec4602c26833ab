package io.hydrascope.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import java.util.Optional;

/** What ONNX Runtime has fast kernels of its own for; of standard operators where it may not. */
public final class Kernels {
  private final Graph graph;

  public Kernels(Graph graph) {
    this.graph = graph;
  }

  /** {@code x·sigmoid(x)}. */
  public Value silu(Value value) {
    if (graph.isStandardOnly()) {
      return graph.multiply(value, graph.sigmoid(value));
    }
    return graph.applyEngines("QuickGelu", List.of(Attributes.of("alpha", 1f)), value);
  }

  /** {@code (x/2)(1 + erf(x/√2))} of x = value + bias. */
  public Value gelu(Value value, Optional<Value> bias) {
    if (graph.isStandardOnly()) {
      Value x = bias.map(added -> graph.add(value, added)).orElse(value);
      return gelu(x, graph.erf(graph.multiply(x, graph.constant((float) Math.sqrt(0.5)))));
    }
    return bias.map(added -> graph.applyEngines("BiasGelu", List.of(), value, added))
        .orElseGet(() -> graph.applyEngines("Gelu", List.of(), value));
  }

  /** {@code (x/2)(1 + tanh(√(2/π)(x + 0.044715x³)))} of x = value + bias. */
  public Value geluTanh(Value value, Optional<Value> bias) {
    if (graph.isStandardOnly()) {
      Value x = bias.map(added -> graph.add(value, added)).orElse(value);
      Value cubed =
          graph.multiply(graph.multiply(x, x), graph.multiply(x, graph.constant(0.044715f)));
      return gelu(
          x,
          graph.tanh(
              graph.multiply(graph.add(x, cubed), graph.constant((float) Math.sqrt(2 / Math.PI)))));
    }
    return bias.map(added -> graph.applyEngines("FastGelu", List.of(), value, added))
        .orElseGet(() -> graph.applyEngines("FastGelu", List.of(), value));
  }

  /** Normalises the last axis. */
  public Value layerNorm(Value value, Value gain, Value bias, float epsilon) {
    List<AttributeProto> attributes =
        List.of(Attributes.of("axis", -1), Attributes.of("epsilon", epsilon));
    return graph.apply("LayerNormalization", attributes, value, gain, bias);
  }

  /**
   * The same of a value of three axes. The engine's kernel for the norm of a sum is several times
   * faster than its kernel for one value. It is given the value twice: the norm of 2x with 4ε is
   * that of x with ε, to the last bit; and centred: it takes the variance from the mean square.
   */
  public Value layerNormOfRows(Value value, Value gain, Value bias, float epsilon) {
    if (graph.isStandardOnly()) {
      return layerNorm(value, gain, bias, epsilon);
    }
    Value centred = graph.subtract(value, graph.mean(value));
    List<AttributeProto> attributes = List.of(Attributes.of("epsilon", 4 * epsilon));
    return graph.applyEngines("SkipLayerNormalization", attributes, centred, centred, gain, bias);
  }

  /**
   * As {@link Graph#argMax}, in two steps: which block of a row has its largest value, then where
   * in the block. The engine finds the largest four times as fast as its place.
   *
   * @param rows // [row, width]
   */
  public Value argMax(Value rows, int width) {
    int blocks = (int) Math.sqrt(width);
    while (width % blocks != 0) {
      blocks--;
    }
    if (blocks == 1) {
      return graph.argMax(rows);
    }
    int blockWidth = width / blocks;
    Value byBlock = graph.reshape(rows, 0, blocks, blockWidth);
    List<AttributeProto> lastAxis =
        List.of(Attributes.of("axes", new long[] {-1}), Attributes.of("keepdims", 0));
    Value block = graph.argMax(graph.apply("ReduceMax", lastAxis, byBlock));
    List<AttributeProto> perRow = List.of(Attributes.of("batch_dims", 1));
    Value largest = graph.apply("GatherND", perRow, byBlock, graph.unsqueeze(block, 1));
    Value within = graph.argMax(largest);
    return graph.add(graph.multiply(block, graph.constant((long) blockWidth)), within);
  }

  private Value gelu(Value x, Value sigmoidLike) {
    return graph.multiply(
        graph.multiply(x, graph.constant(0.5f)), graph.add(sigmoidLike, graph.constant(1f)));
  }
}
