package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Attention;
import io.hydrascope.agent.family.Block;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.util.ArrayList;
import java.util.List;

/** Every row has one position, a readout's; it reads the intact run's keys and values before it. */
final class OnePosition implements Extent {
  private final Graph graph;
  private final Pieces pieces;
  private final PositionAttention attention;
  private final TrunkInputs inputs;
  private final Value readouts;
  private final List<Value> joined = new ArrayList<>();

  OnePosition(Graph graph, Transformer model, TrunkInputs inputs) {
    this.graph = graph;
    pieces = new Pieces(graph, model);
    this.inputs = inputs;
    readouts = inputs.readouts();
    attention =
        new PositionAttention(
            graph, model.dimensions(), pieces, Places.all(graph, inputs.tokens()));
  }

  @Override
  public String placeAxis(int layer) {
    return "readout";
  }

  @Override
  public Value embedded(Value everyPosition) {
    return graph.gather(everyPosition, readouts, 0);
  }

  @Override
  public Value afterAttention(Value intact, int layer) {
    return intact;
  }

  @Override
  public Value fork(Value intact, Forks forks) {
    return graph.unsqueeze(graph.gather(intact, forks.readouts(), 0), 1);
  }

  @Override
  public Value forkHeads(Value intactZ, Value heads, Forks forks) {
    Value pairs = graph.concat(1, graph.unsqueeze(heads, 1), graph.unsqueeze(forks.readouts(), 1));
    return graph.unsqueeze(graph.gatherNd(intactZ, pairs), 1);
  }

  @Override
  public void join(Forks forks) {
    joined.add(forks.readouts());
  }

  @Override
  public Value headValues(int layer, Block block, Value x) {
    Attention of = block.attention();
    Value normed = pieces.normIfAny(block.attentionNorms().before(), x);
    Value keys = intact(TrunkNames.intactKeys(layer));
    Value values = intact(TrunkNames.intactValues(layer));
    return attention.headValues(of, normed, keys, values, graph.gather(readouts, at(), 0));
  }

  private Value intact(String name) {
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
    Value each = graph.unsqueeze(graph.gather(back, at(), 0), 2); // [row, head, 1, d_head]
    return graph.sum(graph.multiply(z, each), 3);
  }

  @Override
  public Value parts(Value value, Value direction) {
    Value each = graph.unsqueeze(graph.gather(direction, at(), 0), 1); // [row, 1, d_model]
    return graph.sum(graph.multiply(value, each), 2);
  }

  /** Index of the readout of every row in the batch. // [row] */
  private Value at() {
    if (joined.size() > 1) {
      Value all = graph.concat(0, joined.toArray(Value[]::new));
      joined.clear();
      joined.add(all);
    }
    return joined.get(0);
  }
}
