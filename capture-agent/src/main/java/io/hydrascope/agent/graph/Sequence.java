package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Attention;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.util.Optional;

/** What depends on the number of positions alone and is the same in every layer. */
final class Sequence {
  private static final float HIDDEN = -Float.MAX_VALUE;

  private final Graph graph;
  private final Value positions; // [position]
  private final Value length; // [1]
  private final Value visible; // [position, position], true where a query may look at a key
  private final Optional<Rotation> rotation;
  private final long headWidth;

  private record Rotation(Value cos, Value sin) {} // each [position, d_head]

  /**
   * @param tokens // [position]
   */
  Sequence(Graph graph, Transformer model, Value tokens) {
    this.graph = graph;
    this.headWidth = model.dimensions().headWidth();
    length = graph.lengthOf(tokens, 0);
    positions = graph.range(graph.sizeOf(tokens, 0));
    visible = graph.greaterOrEqual(graph.unsqueeze(positions, 1), graph.unsqueeze(positions, 0));
    Attention first = model.blocks().get(0).attention();
    rotation = first.rotary().map(rotary -> rotation(rotary.frequencies()));
  }

  Value positions() {
    return positions;
  }

  /**
   * @param scores // [row, head, query position, key position]
   */
  Value hideFuture(Value scores) {
    return graph.where(visible, scores, graph.constant(HIDDEN));
  }

  /**
   * Turns each pair (i, i + d_head/2) by its angle.
   *
   * @param x // [row, head, position, d_head]
   */
  Value rotate(Value x) {
    Rotation by = rotation.orElseThrow();
    Value first = graph.slice(x, 3, 0, headWidth / 2);
    Value second = graph.slice(x, 3, headWidth / 2, headWidth);
    Value turned = graph.concat(3, graph.negate(second), first);
    return graph.add(graph.multiply(x, by.cos()), graph.multiply(turned, by.sin()));
  }

  /** [row, head, position, position] for a reshape. */
  Value scoreShape(int heads) {
    return graph.concat(0, graph.vector(0, heads), length, length);
  }

  /** [row, key head, group·position, position] for a reshape. */
  Value groupedShape(int keyValueHeads) {
    return graph.concat(0, graph.vector(0, keyValueHeads, -1), length);
  }

  private Rotation rotation(float[] frequencies) {
    Value table = graph.table("rotary frequencies", frequencies, 1, frequencies.length);
    Value angles = graph.multiply(graph.unsqueeze(graph.castToFloat(positions), 1), table);
    Value both = graph.concat(1, angles, angles);
    return new Rotation(graph.cos(both), graph.sin(both));
  }
}
