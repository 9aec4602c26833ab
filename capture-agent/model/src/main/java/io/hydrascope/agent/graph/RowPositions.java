package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Attention.Scores;
import io.hydrascope.agent.transformer.Rotary;
import io.hydrascope.agent.transformer.Slopes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The positions at which rows are computed, and what depends on them alone: each distinct rotation
 * and mask is in the graph once, however many layers use it.
 */
final class RowPositions {
  private static final float HIDDEN = -Float.MAX_VALUE;

  private final Graph graph;
  private final Value positions; // [place]
  private final Function<Rotary, Rotation> newRotation;
  private final Function<MaskKey, Value> newMask;
  private final Map<Rotary, Rotation> rotations = new HashMap<>();
  private final Map<MaskKey, Value> masks = new HashMap<>();

  private record Rotation(Value cos, Value sin) {} // each [place, rotated width]

  /**
   * Scores that hide the same keys and lower the others alike have one mask.
   *
   * @param ownFirst whether a place's own key comes before all, and not again among them
   */
  private record MaskKey(
      RowPositions keys,
      boolean ownFirst,
      Optional<Integer> window,
      Optional<Slopes> slopes,
      float slopeScale) {
    static MaskKey of(RowPositions keys, boolean ownFirst, Scores scores) {
      float slopeScale = scores.slopes().isPresent() ? scores.scale() : 1;
      return new MaskKey(keys, ownFirst, scores.window(), scores.slopes(), slopeScale);
    }
  }

  private RowPositions(
      Graph graph,
      Value positions,
      Function<Rotary, Rotation> newRotation,
      BiFunction<RowPositions, MaskKey, Value> newMask) {
    this.graph = graph;
    this.positions = positions;
    this.newRotation = newRotation;
    this.newMask = key -> newMask.apply(this, key);
  }

  /**
   * Every position of the prompt.
   *
   * @param tokens // [position]
   */
  static RowPositions all(Graph graph, Value tokens) {
    Value positions = graph.range(graph.sizeOf(tokens, 0));
    return new RowPositions(
        graph, positions, rotary -> rotation(graph, positions, rotary), RowPositions::newMask);
  }

  /**
   * Some of these places.
   *
   * @param indices into these // [place]
   */
  RowPositions at(Value indices) {
    return new RowPositions(
        graph,
        graph.gather(positions, indices, 0),
        rotary -> {
          Rotation here = rotation(rotary);
          return new Rotation(
              graph.gather(here.cos(), indices, 0), graph.gather(here.sin(), indices, 0));
        },
        RowPositions::newMask);
  }

  /**
   * As many of these as a vector of one entry says. Masks and rotations are made once for all and
   * cut: places of which ever more are used need no others each time.
   */
  RowPositions first(Value count) {
    return new RowPositions(
        graph,
        graph.first(positions, 0, count),
        rotary -> {
          Rotation of = rotation(rotary);
          return new Rotation(graph.first(of.cos(), 0, count), graph.first(of.sin(), 0, count));
        },
        (cut, key) -> graph.first(masks.computeIfAbsent(key, newMask), -2, count));
  }

  /**
   * These, and a row's place each behind them. A row sees the prompt before its position, and
   * itself.
   *
   * @param rows their positions // [row]
   */
  RowPositions withRows(Value rows) {
    Value all = graph.concat(0, positions, rows);
    Value last = graph.subtract(graph.sizeOf(positions, 0), graph.constant(1L));
    return new RowPositions(
        graph,
        all,
        rotary -> rotation(graph, all, rotary),
        (both, key) -> both.maskOfRows(key, last));
  }

  private Rotation rotation(Rotary rotary) {
    return rotations.computeIfAbsent(rotary, newRotation);
  }

  /** // [place] */
  Value positions() {
    return positions;
  }

  /**
   * Turns each pair of a head's first values by its angle.
   *
   * @param x // [row, head, place, d_head]
   */
  Value rotate(Value x, Rotary rotary, int headWidth) {
    Rotation by = rotation(rotary);
    int width = rotary.width();
    Value turning = width == headWidth ? x : graph.slice(x, 3, 0, width);
    Value quarter = quarterTurn(turning, rotary);
    Value turned = graph.add(graph.multiply(turning, by.cos()), graph.multiply(quarter, by.sin()));
    return width == headWidth
        ? turned
        : graph.concat(3, turned, graph.slice(x, 3, width, headWidth));
  }

  /**
   * What is added to the scores of queries at these places, so that the future and what lies before
   * the window weigh nothing.
   *
   * @return // [query place, key place], or [head, query place, key place] with slopes
   */
  Value mask(RowPositions keys, Scores scores) {
    return masks.computeIfAbsent(MaskKey.of(keys, false, scores), newMask);
  }

  /**
   * The same where each place has its own key before all others, which is always visible.
   *
   * @return // [query place, 1 + key place], or [head, query place, 1 + key place] with slopes
   */
  Value maskBehindOwn(RowPositions keys, Scores scores) {
    return masks.computeIfAbsent(MaskKey.of(keys, true, scores), newMask);
  }

  private Value newMask(MaskKey key) {
    Value others = maskOfKeys(key);
    if (!key.ownFirst()) {
      return others;
    }
    Value own =
        key.slopes()
            .map(slopes -> graph.transpose(slopes(slopes, key.slopeScale()), 0, 2, 1))
            .orElseGet(
                () ->
                    graph.multiply(
                        graph.castToFloat(graph.unsqueeze(positions, 1)), graph.constant(0f)));
    return graph.concat(-1, own, others);
  }

  /**
   * @param last of the prompt's places: behind it lie the rows'
   */
  private Value maskOfRows(MaskKey key, Value last) {
    Value index = graph.range(graph.sizeOf(positions, 0));
    Value own = graph.equal(graph.unsqueeze(index, 1), graph.unsqueeze(index, 0));
    Value ofPrompt = graph.greaterOrEqual(last, graph.unsqueeze(index, 0));
    Value visible = graph.and(ofPrompt, visible(key, 1));
    return graph.where(own, added(key), masked(key, visible));
  }

  private Value maskOfKeys(MaskKey key) {
    return masked(key, visible(key, key.ownFirst() ? 1 : 0));
  }

  /** Keys not in the future nor before the window, at least so far away. */
  private Value visible(MaskKey key, long least) {
    Value distance =
        graph.subtract(graph.unsqueeze(positions, 1), graph.unsqueeze(key.keys().positions(), 0));
    Value past = graph.greaterOrEqual(distance, graph.constant(least));
    return key.window()
        .map(window -> graph.greaterOrEqual(graph.constant(window - 1L), distance))
        .map(near -> graph.and(past, near))
        .orElse(past);
  }

  private Value masked(MaskKey key, Value visible) {
    return graph.where(visible, added(key), graph.constant(HIDDEN));
  }

  /** To the scores of keys that are seen. */
  private Value added(MaskKey key) {
    return key.slopes()
        .map(slopes -> key.keys().slopes(slopes, key.slopeScale()))
        .orElseGet(() -> graph.constant(0f));
  }

  /**
   * {@code slope · position}: within one query's scores the same as {@code −slope · distance}.
   * Falcon rounds to bfloat16 whatever the type of its weights.
   *
   * @return // [head, 1, key place]
   */
  private Value slopes(Slopes slopes, float scale) {
    float[] values = slopes.values();
    Value table = graph.table("slopes:" + Arrays.toString(values), values, values.length, 1, 1);
    Value at = graph.roundToBfloat(graph.castToFloat(positions));
    Value product = graph.roundToBfloat(graph.multiply(graph.roundToBfloat(table), at));
    return graph.multiply(product, graph.constant(scale));
  }

  /** Each pair (a, b) as (−b, a). */
  private Value quarterTurn(Value x, Rotary rotary) {
    int pairs = rotary.frequencies().length;
    if (rotary.interleaved()) {
      Value paired = graph.reshape(x, 0, 0, 0, pairs, 2);
      Value first = graph.slice(paired, 4, 0, 1);
      Value second = graph.slice(paired, 4, 1, 2);
      return graph.reshape(graph.concat(4, graph.negate(second), first), 0, 0, 0, rotary.width());
    }
    Value first = graph.slice(x, 3, 0, pairs);
    Value second = graph.slice(x, 3, pairs, rotary.width());
    return graph.concat(3, graph.negate(second), first);
  }

  private static Rotation rotation(Graph graph, Value positions, Rotary rotary) {
    float[] frequencies = rotary.frequencies();
    Value table =
        graph.table("rotary:" + Arrays.toString(frequencies), frequencies, 1, frequencies.length);
    Value angles = graph.multiply(graph.unsqueeze(graph.castToFloat(positions), 1), table);
    Value both;
    if (rotary.interleaved()) {
      Value paired = graph.unsqueeze(angles, 2);
      both = graph.reshape(graph.concat(2, paired, paired), 0, rotary.width());
    } else {
      both = graph.concat(1, angles, angles);
    }
    return new Rotation(
        amplified(graph, graph.cos(both), rotary), amplified(graph, graph.sin(both), rotary));
  }

  private static Value amplified(Graph graph, Value wave, Rotary rotary) {
    return rotary.amplitude() == 1
        ? wave
        : graph.multiply(wave, graph.constant(rotary.amplitude()));
  }
}
