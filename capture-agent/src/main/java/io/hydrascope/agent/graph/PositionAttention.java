package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Attention;
import io.hydrascope.agent.family.Attention.Scores;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.graph.AttentionPieces.Projected;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;

/**
 * Attention of rows of one position each to the intact run's keys and values, in which each row's
 * own key and value take the place of the intact ones of its position.
 */
final class PositionAttention {
  private final Graph graph;
  private final Dimensions size;
  private final AttentionPieces attentions;
  private final Places places;

  /**
   * @param places every position
   */
  PositionAttention(Graph graph, Dimensions size, Pieces pieces, Places places) {
    this.graph = graph;
    this.size = size;
    this.places = places;
    attentions = new AttentionPieces(graph, size, pieces);
  }

  /**
   * @param normed // [row, 1, d_model]
   * @param keys intact // [key head, position, d_head]
   * @param values intact // [key head, position, d_head]
   * @param positions of the rows // [row]
   * @return z // [row, head, 1, d_head]
   */
  Value headValues(Attention attention, Value normed, Value keys, Value values, Value positions) {
    Places rowPlaces = places.at(positions);
    Projected own = attentions.project(attention, normed, rowPlaces.asRows());
    Value queries = byHead(own.queries(), size.heads());
    Value ownKeys = spread(byHead(own.keys(), size.keyValueHeads()));
    Value ownValues = spread(byHead(own.values(), size.keyValueHeads()));
    Value isOwn =
        graph.equal(graph.unsqueeze(positions, 1), graph.unsqueeze(places.positions(), 0));
    Value others = graph.matMul(queries, graph.transpose(spread(keys), 0, 2, 1));
    Value self = graph.sumKept(graph.multiply(queries, ownKeys), 2); // [head, row, 1]
    Value products = graph.where(isOwn, self, others); // [head, row, position]
    Value mask = rowPlaces.mask(places, attention.scores());
    Value weights = graph.softmax(graph.add(capped(attention.scores(), products), mask));
    Value nothing = graph.constant(0f);
    Value otherWeights = graph.where(isOwn, nothing, weights);
    Value ownWeight = graph.sumKept(graph.where(isOwn, weights, nothing), 2); // [head, row, 1]
    Value z =
        graph.add(graph.matMul(otherWeights, spread(values)), graph.multiply(ownWeight, ownValues));
    return graph.unsqueeze(graph.transpose(z, 1, 0, 2), 2);
  }

  private Value capped(Scores scores, Value products) {
    return scores
        .cap()
        .map(
            cap ->
                graph.multiply(
                    graph.tanh(graph.multiply(products, graph.constant(scores.scale() / cap))),
                    graph.constant(cap)))
        .orElseGet(() -> graph.multiply(products, graph.constant(scores.scale())));
  }

  /** [row, head, 1, d_head] → // [head, row, d_head] */
  private Value byHead(Value x, int heads) {
    return graph.transpose(graph.reshape(x, 0, heads, size.headWidth()), 1, 0, 2);
  }

  /** [key head, …] → // [head, …], each key head for all its query heads */
  private Value spread(Value byKeyHead) {
    if (size.heads() == size.keyValueHeads()) {
      return byKeyHead;
    }
    long[] keyHeads = new long[size.heads()];
    for (int head = 0; head < keyHeads.length; head++) {
      keyHeads[head] = (long) head * size.keyValueHeads() / size.heads();
    }
    return graph.gather(byKeyHead, graph.vector(keyHeads), 0);
  }
}
