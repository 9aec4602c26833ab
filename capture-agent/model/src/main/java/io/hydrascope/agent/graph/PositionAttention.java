package io.hydrascope.agent.graph;

import io.hydrascope.agent.graph.AttentionOperations.Projected;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Attention.Scores;
import io.hydrascope.agent.transformer.Dimensions;

/**
 * Attention of rows of one position each to the intact run's keys and values before it and to the
 * row's own. Rows lie as places of one: none has to be turned over.
 */
final class PositionAttention {
  private final Graph graph;
  private final Dimensions size;
  private final AttentionOperations attentions;
  private final RowPositions places;

  /**
   * @param places every position
   */
  PositionAttention(Graph graph, Dimensions size, LayerOperations pieces, RowPositions places) {
    this.graph = graph;
    this.size = size;
    this.places = places;
    attentions = new AttentionOperations(graph, size, pieces);
  }

  /**
   * @param normed // [1, row, d_model]
   * @param keys intact // [1, key head, position, d_head]
   * @param values intact // [1, key head, position, d_head]
   * @param rows where they are
   * @return z // [row, head, 1, d_head]
   */
  Value headValues(Attention attention, Value normed, Value keys, Value values, RowPositions rows) {
    Projected own = attentions.project(attention, normed, rows); // [1, head, row, d_head]
    Scores scores = attention.scores();
    float factor = scores.cap().map(cap -> scores.scale() / cap).orElse(scores.scale());
    Value queries = graph.multiply(own.queries(), graph.constant(factor));
    Value self = graph.sumKept(graph.multiply(queries, spread(own.keys())), 3);
    Value others = graph.matMul(queries, graph.transpose(spread(keys), 0, 1, 3, 2));
    Value products = graph.concat(3, self, others); // [1, head, row, 1 + position]
    Value capped =
        scores
            .cap()
            .map(cap -> graph.multiply(graph.tanh(products), graph.constant(cap)))
            .orElse(products);
    Value weights = graph.softmax(graph.add(capped, rows.maskBehindOwn(places, scores)));
    Value ofOwn = graph.multiply(graph.slice(weights, 3, 0, 1), spread(own.values()));
    Value ofOthers = graph.matMul(graph.sliceFrom(weights, 3, 1), spread(values));
    return graph.transpose(graph.add(ofOthers, ofOwn), 2, 1, 0, 3);
  }

  /** [1, key head, …] → // [1, head, …], each key head for all its query heads */
  private Value spread(Value byKeyHead) {
    if (size.heads() == size.keyValueHeads()) {
      return byKeyHead;
    }
    long[] keyHeads = new long[size.heads()];
    for (int head = 0; head < keyHeads.length; head++) {
      keyHeads[head] = (long) head * size.keyValueHeads() / size.heads();
    }
    return graph.gather(byKeyHead, graph.vector(keyHeads), 1);
  }
}
