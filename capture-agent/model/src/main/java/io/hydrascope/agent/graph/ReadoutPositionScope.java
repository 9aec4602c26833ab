package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;

/** Every row has one position, a readout's; it reads the intact run's keys and values before it. */
final class ReadoutPositionScope implements TrunkScope {
  private static final String ROWS = "rows";

  private final Graph graph;
  private final LayerOperations pieces;
  private final PositionAttention attention;
  private final TrunkInputs inputs;
  private final Value readouts;
  private final Value at; // of every row that will have joined
  private final RowPositions rowPlaces;
  private final int width;

  ReadoutPositionScope(Graph graph, Transformer model, TrunkInputs inputs) {
    this.graph = graph;
    pieces = new LayerOperations(graph, model);
    this.inputs = inputs;
    width = model.dimensions().width();
    readouts = inputs.readouts();
    at = graph.input(TrunkNames.ROWS_AT, ElementType.INT64, ROWS);
    RowPositions places = RowPositions.all(graph, inputs.tokens());
    rowPlaces = places.at(graph.gather(readouts, at, 0));
    attention = new PositionAttention(graph, model.dimensions(), pieces, places);
  }

  @Override
  public String placeAxis(int layer) {
    return "readout";
  }

  @Override
  public Value embedded(Value everyPosition) {
    return graph.unsqueeze(graph.gather(everyPosition, readouts, 0), 1);
  }

  @Override
  public Value intactRows(Value run) {
    return graph.reshape(run, -1, 1, width);
  }

  @Override
  public Value fork(Value intact, Forks forks) {
    return graph.gather(intact, forks.readouts(), 0);
  }

  @Override
  public Value forkHeads(Value intactZ, Value heads, Forks forks) {
    Value pairs = graph.concat(1, graph.unsqueeze(heads, 1), graph.unsqueeze(forks.readouts(), 1));
    return graph.unsqueeze(graph.gatherNd(intactZ, pairs), 1);
  }

  @Override
  public Value headValues(int layer, TransformerBlock block, Value x) {
    Value asPlaces = graph.reshape(x, 1, -1, width);
    Value normed = pieces.normIfAny(block.attentionNorms().before(), asPlaces);
    Value keys = keysOrValues(TrunkNames.intactKeys(layer));
    Value values = keysOrValues(TrunkNames.intactValues(layer));
    RowPositions rows = rowPlaces.first(graph.lengthOf(x, 0));
    return attention.headValues(block.attention(), normed, keys, values, rows);
  }

  private Value keysOrValues(String name) {
    return inputs.intact(graph, name, "key_head", "position", "d_head");
  }

  @Override
  public Value rowsAfterAttention(Value rows, int layer) {
    return rows;
  }

  @Override
  public Value atReadouts(Value value, int layer) {
    return value;
  }

  @Override
  public Value headsAtReadouts(Value z, int layer) {
    return z;
  }

  @Override
  public Value headParts(Value z, Value back, int layer) {
    Value each = graph.unsqueeze(perRow(back, z), 2); // [row, head, 1, d_head]
    return graph.sum(graph.multiply(z, each), 3);
  }

  @Override
  public Value parts(Value value, Value direction) {
    Value each = graph.unsqueeze(perRow(direction, value), 1); // [row, 1, d_model]
    return graph.sum(graph.multiply(value, each), 2);
  }

  /** [readout, …] → // [row, …] of the rows that have joined */
  private Value perRow(Value perReadout, Value rows) {
    return graph.gather(perReadout, graph.first(at, 0, graph.lengthOf(rows, 0)), 0);
  }
}
