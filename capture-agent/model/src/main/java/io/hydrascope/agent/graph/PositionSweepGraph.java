package io.hydrascope.agent.graph;

import io.hydrascope.agent.graph.AttentionOperations.Projected;
import io.hydrascope.agent.graph.ReadoutGraph.AskedTargets;
import io.hydrascope.agent.graph.TrunkNames.Join;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Norm;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All of a sweep at the readout positions in one run: the intact run, rows in which one component
 * is another, and what is read of them.
 *
 * <p>A row is one more place behind the prompt's: it sees the prompt's keys before its readout and
 * its own. So the intact run and the rows share every product of a weight. A row joins where it
 * first differs from the intact run, as in a {@link TrunkGraph}, and takes what it starts from out
 * of the same run.
 *
 * <pre>
 * in   tokens [position]   readouts [readout]   rows_at [row], the readout of every row in joining order
 *      order [readout, 1 + row of a readout], places of the end's readouts and rows, the intact run's first
 *      of each layer: each join's …_values [n, 1, d]   …_at [n]   heads [n]
 *      what a {@link ReadoutGraph} is asked
 * out  what that says, of rows as in order; read [readout, 1 + row of a readout]
 *      direction, kappa, parts and each layer's back as {@link BackGraph} gives them
 *      of each layer: head_parts [row, head]   mlp_parts [row]   of the rows for which they were computed
 *                     attention_scale [row]   intact_scale [readout]   where attention has a norm behind it
 * </pre>
 */
public final class PositionSweepGraph {
  private static final int PLACES = 1; // axis of a residual
  private static final String READOUT = "readout";

  private final Graph graph = new Graph();
  private final Transformer model;
  private final LayerOperations pieces;
  private final AttentionOperations attentions;
  private final Value tokens;
  private final Value readouts;
  private final Value rowsAt;
  private final RowPositions places;
  private final int lastLayer;
  private final int width;
  private final BackGraph.Components read =
      new BackGraph.Components(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  private final List<Value> rowZ = new ArrayList<>(); // of each layer [row, head·d_head]
  private final List<Value> rowMlp = new ArrayList<>(); // of each layer [row, d_model]

  private PositionSweepGraph(Transformer model) {
    this.model = model;
    pieces = new LayerOperations(graph, model);
    attentions = new AttentionOperations(graph, model.dimensions(), pieces);
    lastLayer = model.dimensions().layers() - 1;
    width = model.dimensions().width();
    tokens = graph.input(TrunkNames.TOKENS, ElementType.INT64, "position");
    readouts = graph.input(TrunkNames.READOUTS, ElementType.INT64, READOUT);
    rowsAt = graph.input(TrunkNames.ROWS_AT, ElementType.INT64, "rows");
    places = RowPositions.all(graph, tokens).withRows(graph.gather(readouts, rowsAt, 0));
  }

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    return new PositionSweepGraph(model).build();
  }

  private byte[] build() {
    Value embedded = graph.unsqueeze(embed(), 0);
    Joining intact = start(embedded, everywhere(), forks(Join.BLOCK, 0, "d_model"));
    Value x = graph.concat(PLACES, embedded, intact.rows());
    for (int layer = 0; layer <= lastLayer; layer++) {
      x = block(layer, model.blocks().get(layer), x);
    }
    readOut(x);
    return graph.toBytes();
  }

  private Value embed() {
    Value embedded = pieces.tokenEmbedding(tokens);
    read.embedded().add(graph.unsqueeze(graph.gather(embedded, readouts, 0), 0));
    Optional<Value> learned = pieces.positionEmbedding(RowPositions.all(graph, tokens));
    learned.ifPresent(
        table -> read.embedded().add(graph.unsqueeze(graph.gather(table, readouts, 0), 0)));
    return learned.map(table -> graph.add(embedded, table)).orElse(embedded);
  }

  /**
   * Where the run's places lie after a layer's attention.
   *
   * @param readouts of the prompt's // [readout]
   * @param prompt how many the prompt has // scalar
   */
  private record Ends(Value readouts, Value prompt) {}

  private Ends everywhere() {
    return new Ends(readouts, graph.sizeOf(tokens, 0));
  }

  /**
   * What a layer has after its attention, at each place.
   *
   * @param before attention read // [1, place, d_model]
   * @param z // [1, head, place, d_head]
   * @param projection what a norm behind attention reads // [1, place, d_model]
   */
  private record Attended(Value before, Value z, Value projection, Ends ends) {}

  /**
   * @param x // [1, place, d_model]
   */
  private Value block(int layer, TransformerBlock block, Value x) {
    Attended here = layer == lastLayer ? attendAtEnds(block, x) : attend(block, x);
    Optional<Norm> after = block.attentionNorms().after();
    Value middle = graph.add(here.before(), pieces.normIfAny(after, here.projection()));
    List<Joining> joining =
        List.of(
            heads(layer, block, here, middle),
            start(here.before(), here.ends(), forks(Join.ATTENTION, layer, "d_model")));
    Value all =
        block.parallel()
            ? parallelMlp(block, here, middle, joining)
            : serialMlp(block, here, middle, joining);
    Joining replaced = start(middle, here.ends(), forks(Join.MLP, layer, "d_model"));
    return graph.concat(PLACES, all, replaced.rows());
  }

  /**
   * Rows that join.
   *
   * @param rows // [1, row, d_model]
   * @param at places of the intact run that they start from // [row]
   */
  private record Joining(Value rows, Value at) {}

  private Attended attend(TransformerBlock block, Value x) {
    Attention attention = block.attention();
    Value normed = pieces.normIfAny(block.attentionNorms().before(), x);
    RowPositions here = places.first(graph.lengthOf(x, PLACES));
    Projected from = attentions.project(attention, normed, here);
    Value z =
        attentions.attend(attention, from.queries(), from.keys(), from.values(), mask(block, x));
    return attended(block, x, z, everywhere());
  }

  /** Attends at the last layer, after which only the readouts of the prompt's places go on. */
  private Attended attendAtEnds(TransformerBlock block, Value x) {
    Attention attention = block.attention();
    Value normed = pieces.normIfAny(block.attentionNorms().before(), x);
    RowPositions here = places.first(graph.lengthOf(x, PLACES));
    Value rows = places(x, graph.sizeOf(tokens, 0));
    Value ends = graph.concat(0, readouts, rows);
    Value z =
        attentions.attend(
            attention,
            attentions.queries(attention, graph.gather(normed, ends, PLACES), here.at(ends)),
            attentions.keys(attention, normed, here),
            attentions.values(attention, normed),
            graph.gather(mask(block, x), ends, -2));
    Value count = graph.sizeOf(readouts, 0);
    return attended(block, graph.gather(x, ends, PLACES), z, new Ends(graph.range(count), count));
  }

  private Attended attended(TransformerBlock block, Value before, Value z, Ends ends) {
    Value merged = pieces.merged(z);
    read.z().add(graph.gather(merged, ends.readouts(), PLACES));
    rowZ.add(rows(merged, ends));
    return new Attended(before, z, pieces.linear(block.attention().output(), merged), ends);
  }

  private Value mask(TransformerBlock block, Value x) {
    Value count = graph.lengthOf(x, PLACES);
    Value all = places.mask(places, block.attention().scores());
    return graph.first(graph.first(all, -2, count), -1, count);
  }

  /** Rows in which one head's z is another, after attention. */
  private Joining heads(int layer, TransformerBlock block, Attended here, Value middle) {
    Value heads =
        graph.input(TrunkNames.heads(layer), ElementType.INT64, Forks.count(Join.HEAD, layer));
    Forks forks = forks(Join.HEAD, layer, "d_head");
    Value from = graph.gather(here.ends().readouts(), forks.readouts(), 0);
    Value pairs = graph.concat(1, graph.unsqueeze(heads, 1), graph.unsqueeze(from, 1));
    Value own = graph.gatherNd(graph.squeeze(here.z(), 0), pairs); // [row, d_head]
    Value weights = graph.gather(pieces.outputByHead(block), heads, 0);
    Value difference = graph.subtract(forks.values(), graph.unsqueeze(own, 1));
    Value change = asPlaces(graph.matMul(difference, weights));
    Optional<Norm> after = block.attentionNorms().after();
    if (after.isEmpty()) {
      return new Joining(graph.add(graph.gather(middle, from, PLACES), change), from);
    }
    Value changed = graph.add(graph.gather(here.projection(), from, PLACES), change);
    outputScale(layer, after.get(), here, changed);
    Value before = graph.gather(here.before(), from, PLACES);
    return new Joining(graph.add(before, pieces.norm(after.get(), changed)), from);
  }

  private void outputScale(int layer, Norm after, Attended here, Value joining) {
    Value projections = graph.concat(PLACES, here.projection(), joining);
    Value scale = graph.squeeze(pieces.scale(after, projections), 2);
    graph.output(
        TrunkNames.attentionScale(layer),
        rows(scale, here.ends()),
        ElementType.FLOAT,
        "attention_scale_" + layer);
    Value intact = graph.squeeze(graph.gather(scale, here.ends().readouts(), PLACES), 0);
    graph.output(TrunkNames.intactScale(layer), intact, ElementType.FLOAT, READOUT);
  }

  private Value serialMlp(
      TransformerBlock block, Attended here, Value middle, List<Joining> joining) {
    Value joined = graph.concat(PLACES, middle, joining.get(0).rows(), joining.get(1).rows());
    return graph.add(joined, mlp(block, joined, here.ends()));
  }

  /** The MLP reads what attention read: rows that join at attention get the intact MLP's value. */
  private Value parallelMlp(
      TransformerBlock block, Attended here, Value middle, List<Joining> joining) {
    Value mlp = mlp(block, here.before(), here.ends());
    List<Value> all = new ArrayList<>(List.of(graph.add(middle, mlp)));
    for (Joining each : joining) {
      all.add(graph.add(each.rows(), graph.gather(mlp, each.at(), PLACES)));
    }
    return graph.concat(PLACES, all.toArray(Value[]::new));
  }

  private Value mlp(TransformerBlock block, Value readByIt, Ends ends) {
    Value mlp = pieces.mlp(block, readByIt);
    read.mlp().add(graph.gather(mlp, ends.readouts(), PLACES));
    rowMlp.add(rows(mlp, ends));
    return mlp;
  }

  private void readOut(Value x) {
    Value order = graph.input(TrunkNames.ORDER, ElementType.INT64, READOUT, "row");
    Value residual = graph.gather(graph.squeeze(x, 0), order, 0); // [readout, row, d_model]
    AskedTargets asked = ReadoutGraph.readRows(graph, model, residual);
    BackGraph back = BackGraph.add(graph, model, asked, read, residual);
    back.outputBack();
    Value direction = graph.squeeze(back.direction(), 0);
    for (int layer = 0; layer <= lastLayer; layer++) {
      outputHeadParts(layer, back.back(layer));
      Value mlp = rowMlp.get(layer);
      Value parts = graph.sum(graph.multiply(mlp, perRow(direction, mlp)), 1);
      graph.output(TrunkNames.mlpParts(layer), parts, ElementType.FLOAT, "mlp_parts_" + layer);
    }
  }

  private void outputHeadParts(int layer, Value back) {
    Value z = rowZ.get(layer);
    Value byHead =
        graph.reshape(
            graph.multiply(z, perRow(back, z)),
            -1,
            model.dimensions().heads(),
            model.dimensions().headWidth());
    Value parts = graph.sum(byHead, 2);
    graph.output(
        TrunkNames.headParts(layer), parts, ElementType.FLOAT, "head_parts_" + layer, "head");
  }

  /** [readout, …] → // [row, …] of as many rows as are there */
  private Value perRow(Value perReadout, Value rows) {
    return graph.gather(perReadout, graph.first(rowsAt, 0, graph.lengthOf(rows, 0)), 0);
  }

  /** Picks the rows' values from the values at each place. // [1, place, …] → [row, …] */
  private Value rows(Value values, Ends ends) {
    return graph.squeeze(graph.gather(values, places(values, ends.prompt()), PLACES), 0);
  }

  /** The places of rows, behind the prompt's. // [row] */
  private Value places(Value values, Value prompt) {
    Value rows = graph.subtract(graph.sizeOf(values, PLACES), prompt);
    return graph.add(graph.range(rows), prompt);
  }

  /**
   * Rows that start from the intact run and differ by what comes in.
   *
   * @param run // [1, place, d_model]
   */
  private Joining start(Value run, Ends ends, Forks forks) {
    Value at = graph.gather(ends.readouts(), forks.readouts(), 0);
    return new Joining(graph.add(graph.gather(run, at, PLACES), asPlaces(forks.values())), at);
  }

  private Forks forks(Join join, int layer, String width) {
    return Forks.input(graph, join, layer, width, /* onePosition= */ true);
  }

  /** [row, 1, d_model] → // [1, row, d_model] */
  private Value asPlaces(Value rows) {
    return graph.reshape(rows, 1, -1, width);
  }
}
