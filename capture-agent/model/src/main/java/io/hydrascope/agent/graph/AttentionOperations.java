package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Attention.Layout;
import io.hydrascope.agent.transformer.Attention.QueryKeyNorm;
import io.hydrascope.agent.transformer.Attention.Scores;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Linear;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Optional;

/**
 * Attention as operations of one graph, from normed rows to z. Queries may be computed at fewer
 * places than keys. No shape is left to be inferred: there may be no rows at all.
 */
final class AttentionOperations {
  private final Graph graph;
  private final Dimensions size;
  private final LayerOperations pieces;

  /** What attention is computed from; queries and keys are normed and rotated. */
  record Projected(Value queries, Value keys, Value values) {}

  /** In the order in which separate matrices are listed. */
  private enum Part {
    QUERIES,
    KEYS,
    VALUES
  }

  AttentionOperations(Graph graph, Dimensions size, LayerOperations pieces) {
    this.graph = graph;
    this.size = size;
    this.pieces = pieces;
  }

  /**
   * Attention of rows to themselves.
   *
   * @param x // [row, position, d_model]
   * @return z of every head // [row, head, position, d_head]
   */
  Value headValues(TransformerBlock block, Value x, RowPositions places) {
    Attention attention = block.attention();
    Value normed = pieces.normIfAny(block.attentionNorms().before(), x);
    Projected projected = project(attention, normed, places);
    return attend(
        attention,
        projected.queries(),
        projected.keys(),
        projected.values(),
        places.mask(places, attention.scores()));
  }

  /**
   * @param normed // [row, place, d_model]
   * @return // [row, head, place, d_head]
   */
  Value queries(Attention attention, Value normed, RowPositions places) {
    return queriesOf(attention, part(attention, Part.QUERIES, normed), places);
  }

  /**
   * @return // [row, key head, place, d_head]
   */
  Value keys(Attention attention, Value normed, RowPositions places) {
    return keysOf(attention, part(attention, Part.KEYS, normed), places);
  }

  /**
   * @return // [row, key head, place, d_head]
   */
  Value values(Attention attention, Value normed) {
    return split(part(attention, Part.VALUES, normed), size.keyValueHeads());
  }

  /** All three of the same rows: a fused matrix is multiplied once. */
  Projected project(Attention attention, Value normed, RowPositions places) {
    if (attention.inputs().layout() == Layout.SEPARATE) {
      return new Projected(
          queries(attention, normed, places),
          keys(attention, normed, places),
          values(attention, normed));
    }
    Value fused = pieces.linear(fused(attention), normed);
    return new Projected(
        queriesOf(attention, cut(attention, Part.QUERIES, fused, 3), places),
        keysOf(attention, cut(attention, Part.KEYS, fused, 3), places),
        split(cut(attention, Part.VALUES, fused, 3), size.keyValueHeads()));
  }

  /**
   * @param queries // [row, head, query place, d_head]
   * @param keys // [row, key head, key place, d_head]
   * @param values // [row, key head, key place, d_head]
   * @param mask // [query place, key place] or [head, query place, key place]
   * @return z // [row, head, query place, d_head]
   */
  Value attend(Attention attention, Value queries, Value keys, Value values, Value mask) {
    Scores scores = attention.scores();
    float factor = scores.cap().map(cap -> scores.scale() / cap).orElse(scores.scale());
    Value scaled = groupQueries(graph.multiply(queries, graph.constant(factor)), keys);
    Value products = graph.matMul(scaled, graph.transpose(keys, 0, 1, 3, 2));
    Value each = ungroup(products, queries, keys);
    Value capped =
        scores.cap().map(cap -> graph.multiply(graph.tanh(each), graph.constant(cap))).orElse(each);
    Value weights = group(graph.softmax(graph.add(capped, mask)), queries, keys);
    return ungroupValues(graph.matMul(weights, values), queries, keys);
  }

  private Value queriesOf(Attention attention, Value flat, RowPositions places) {
    return normedAndRotated(
        attention, flat, size.heads(), attention.queryKeyNorm().map(QueryKeyNorm::query), places);
  }

  private Value keysOf(Attention attention, Value flat, RowPositions places) {
    return normedAndRotated(
        attention,
        flat,
        size.keyValueHeads(),
        attention.queryKeyNorm().map(QueryKeyNorm::key),
        places);
  }

  private Value normedAndRotated(
      Attention attention, Value flat, int heads, Optional<Norm> norm, RowPositions places) {
    boolean wholeWidth = attention.queryKeyNorm().map(QueryKeyNorm::wholeWidth).orElse(false);
    Value separate = split(wholeWidth ? pieces.norm(norm.orElseThrow(), flat) : flat, heads);
    Value normed =
        wholeWidth
            ? separate
            : norm.map(ofHead -> pieces.normOfHeads(ofHead, separate)).orElse(separate);
    return attention
        .rotary()
        .map(rotary -> places.rotate(normed, rotary, size.headWidth()))
        .orElse(normed);
  }

  /** // [row, place, head·d_head] */
  private Value part(Attention attention, Part part, Value normed) {
    if (attention.inputs().layout() == Layout.SEPARATE) {
      return pieces.linear(attention.inputs().matrices().get(part.ordinal()), normed);
    }
    Linear fused = fused(attention);
    Value weight = cut(attention, part, pieces.inOut(fused), 2);
    Value product = graph.matMul(normed, weight);
    return fused
        .bias()
        .map(bias -> graph.add(product, cut(attention, part, graph.weight(bias), 1)))
        .orElse(product);
  }

  /** One part of the last axis of a fused matrix' product, weight or bias. */
  private Value cut(Attention attention, Part part, Value fused, int rank) {
    if (attention.inputs().layout() == Layout.SIDE_BY_SIDE) {
      int from =
          switch (part) {
            case QUERIES -> 0;
            case KEYS -> size.queryWidth();
            case VALUES -> size.queryWidth() + size.keyWidth();
          };
      return graph.slice(fused, -1, from, from + width(part));
    }
    int group = size.heads() / size.keyValueHeads();
    Value byKeyHead =
        graph.reshape(fused, shape(rank, size.keyValueHeads(), group + 2, size.headWidth()));
    Value cut =
        switch (part) {
          case QUERIES -> graph.slice(byKeyHead, -2, 0, group);
          case KEYS -> graph.slice(byKeyHead, -2, group, group + 1);
          case VALUES -> graph.slice(byKeyHead, -2, group + 1, group + 2);
        };
    return graph.reshape(cut, shape(rank, width(part)));
  }

  private int width(Part part) {
    return part == Part.QUERIES ? size.queryWidth() : size.keyWidth();
  }

  /** Keeps all but the last of {@code rank} dimensions. */
  private static long[] shape(int rank, long... last) {
    long[] shape = new long[rank - 1 + last.length];
    System.arraycopy(last, 0, shape, rank - 1, last.length);
    return shape;
  }

  private static Linear fused(Attention attention) {
    return attention.inputs().matrices().get(0);
  }

  /** [row, place, head·d_head] → // [row, head, place, d_head] */
  private Value split(Value flat, int heads) {
    return graph.transpose(graph.reshape(flat, 0, 0, heads, size.headWidth()), 0, 2, 1, 3);
  }

  /**
   * Query heads of one key head lie together: keys need no copies.
   *
   * @param queries // [row, head, query place, d_head]
   * @return // [row, key head, group·query place, d_head]
   */
  private Value groupQueries(Value queries, Value keys) {
    return isGrouped() ? grouped(queries, queries, graph.lengthOf(keys, 3)) : queries;
  }

  /** [row, head, query place, key place] → // [row, key head, group·query place, key place] */
  private Value group(Value weights, Value queries, Value keys) {
    return isGrouped() ? grouped(weights, queries, graph.lengthOf(keys, 2)) : weights;
  }

  /** [row, key head, group·query place, d_head] → // [row, head, query place, d_head] */
  private Value ungroupValues(Value z, Value queries, Value keys) {
    return isGrouped() ? ungrouped(z, queries, graph.lengthOf(keys, 3)) : z;
  }

  /** [row, key head, group·query place, key place] → // [row, head, query place, key place] */
  private Value ungroup(Value products, Value queries, Value keys) {
    return isGrouped() ? ungrouped(products, queries, graph.lengthOf(keys, 2)) : products;
  }

  private boolean isGrouped() {
    return size.heads() != size.keyValueHeads();
  }

  private Value grouped(Value x, Value queries, Value last) {
    Value group = graph.vector(size.heads() / size.keyValueHeads());
    Value places = graph.multiply(graph.lengthOf(queries, 2), group);
    return reshape(x, size.keyValueHeads(), places, last);
  }

  private Value ungrouped(Value x, Value queries, Value last) {
    return reshape(x, size.heads(), graph.lengthOf(queries, 2), last);
  }

  /**
   * The engine would turn a shape with one unknown entry into one with -1, which fails without
   * rows: so the last is read from the keys even where it is known.
   */
  private Value reshape(Value x, int heads, Value places, Value last) {
    return graph.reshapeTo(x, graph.concat(0, graph.vector(0, heads), places, last));
  }
}
