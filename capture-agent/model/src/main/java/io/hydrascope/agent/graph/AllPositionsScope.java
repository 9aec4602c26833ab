package io.hydrascope.agent.graph;

import io.hydrascope.agent.graph.AttentionOperations.Projected;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Attention;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;

/** Every row has all positions up to the last layer's attention, then the readouts. */
final class AllPositionsScope implements TrunkScope {
  private final Graph graph;
  private final LayerOperations pieces;
  private final AttentionOperations attentions;
  private final Value readouts;
  private final RowPositions places;
  private final RowPositions readoutPlaces;
  private final int lastLayer;

  /**
   * @param tokens // [position]
   * @param readouts positions // [readout]
   */
  AllPositionsScope(Graph graph, Transformer model, Value tokens, Value readouts) {
    this.graph = graph;
    this.readouts = readouts;
    pieces = new LayerOperations(graph, model);
    attentions = new AttentionOperations(graph, model.dimensions(), pieces);
    places = RowPositions.all(graph, tokens);
    readoutPlaces = places.at(readouts);
    lastLayer = model.dimensions().layers() - 1;
  }

  @Override
  public String placeAxis(int layer) {
    return layer == lastLayer ? "readout_or_1" : "position_or_1";
  }

  @Override
  public Value embedded(Value everyPosition) {
    return graph.unsqueeze(everyPosition, 0);
  }

  @Override
  public Value intactRows(Value run) {
    return run;
  }

  @Override
  public Value fork(Value intact, Forks forks) {
    return intact;
  }

  @Override
  public Value forkHeads(Value intactZ, Value heads, Forks forks) {
    return graph.gather(intactZ, heads, 0);
  }

  @Override
  public Value headValues(int layer, TransformerBlock block, Value x) {
    return attend(layer, block, project(layer, block, x));
  }

  /**
   * @param x // [row, position, d_model]
   */
  Projected project(int layer, TransformerBlock block, Value x) {
    Attention attention = block.attention();
    Value normed = pieces.normIfAny(block.attentionNorms().before(), x);
    if (layer < lastLayer) {
      return attentions.project(attention, normed, places);
    }
    Value atReadouts = graph.gather(normed, readouts, 1);
    return new Projected(
        attentions.queries(attention, atReadouts, readoutPlaces),
        attentions.keys(attention, normed, places),
        attentions.values(attention, normed));
  }

  /**
   * @return z // [row, head, place after attention, d_head]
   */
  Value attend(int layer, TransformerBlock block, Projected from) {
    Attention attention = block.attention();
    RowPositions queryPlaces = layer == lastLayer ? readoutPlaces : places;
    Value mask = queryPlaces.mask(places, attention.scores());
    return attentions.attend(attention, from.queries(), from.keys(), from.values(), mask);
  }

  @Override
  public Value rowsAfterAttention(Value rows, int layer) {
    return layer == lastLayer ? graph.gather(rows, readouts, 1) : rows;
  }

  @Override
  public Value atReadouts(Value value, int layer) {
    return layer == lastLayer ? value : graph.gather(value, readouts, 1);
  }

  @Override
  public Value headParts(Value z, Value back, int layer) {
    return graph.sum(graph.multiply(headsAtReadouts(z, layer), graph.transpose(back, 1, 0, 2)), 3);
  }

  @Override
  public Value headsAtReadouts(Value z, int layer) {
    return layer == lastLayer ? z : graph.gather(z, readouts, 2);
  }

  @Override
  public Value parts(Value value, Value direction) {
    return graph.sum(graph.multiply(value, direction), 2);
  }
}
