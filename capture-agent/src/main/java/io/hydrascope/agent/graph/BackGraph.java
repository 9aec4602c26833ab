package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Block;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Directions of the residual as directions of each head's z, so that no [head, d_model] tensor is
 * needed: {@code direction · (z W_O) = z · (W_O direction)}. Behind a norm its gain comes first.
 * And with them the parts of the intact run.
 *
 * <pre>
 * in   direction [readout, d_model]
 *      of the intact run: embed, pos_embed, each layer's read_z and read_mlp, as {@link IntactGraph} gives them
 * out  of each layer: back [readout, head, d_head]
 *      parts [readout, part]    embed, pos_embed, then of each layer every head's, its bias' and the MLP's
 * </pre>
 *
 * {@code parts} has no entry for what a model has not. Behind a norm a head's part, and the bias',
 * is still to be divided by the attention's scale.
 */
public final class BackGraph {
  private final Graph graph = new Graph();
  private final Transformer model;
  private final Dimensions size;
  private final Pieces pieces;
  private final Value asked;
  private final List<Value> parts = new ArrayList<>(); // [readout, n]

  private BackGraph(Transformer model) {
    this.model = model;
    size = model.dimensions();
    pieces = new Pieces(graph, model);
    asked = graph.input(TrunkNames.DIRECTION, ElementType.FLOAT, "readout", "d_model");
  }

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    return new BackGraph(model).build();
  }

  private byte[] build() {
    addPart(graph.input(TrunkNames.EMBED, ElementType.FLOAT, "readout", "d_model"));
    if (model.positionEmbedding().isPresent()) {
      addPart(graph.input(TrunkNames.POS_EMBED, ElementType.FLOAT, "readout", "d_model"));
    }
    for (int layer = 0; layer < size.layers(); layer++) {
      addAttention(layer, model.blocks().get(layer));
      String name = TrunkNames.readMlp(layer);
      addPart(graph.squeeze(graph.input(name, ElementType.FLOAT, "row", "readout", "d_model"), 0));
    }
    Value all = graph.concat(1, parts.toArray(Value[]::new));
    graph.output(TrunkNames.PARTS, all, ElementType.FLOAT, "readout", "part");
    return graph.toBytes();
  }

  /**
   * @param value // [readout, d_model]
   */
  private void addPart(Value value) {
    parts.add(graph.sumKept(graph.multiply(value, asked), 1));
  }

  private void addAttention(int layer, Block block) {
    Value direction =
        block
            .attentionNorms()
            .after()
            .map(norm -> graph.multiply(asked, pieces.gain(norm)))
            .orElse(asked);
    Value flat = graph.matMul(direction, pieces.outIn(block.attention().output()));
    Value back =
        graph.outputAndGoOn(
            TrunkNames.back(layer),
            graph.reshape(flat, 0, size.heads(), size.headWidth()),
            ElementType.FLOAT,
            "readout",
            "head",
            "d_head");
    Value z =
        graph.input(TrunkNames.readZ(layer), ElementType.FLOAT, "row", "head", "readout", "d_head");
    Value byReadout = graph.transpose(graph.squeeze(z, 0), 1, 0, 2);
    parts.add(graph.sum(graph.multiply(byReadout, back), 2));
    block
        .attention()
        .output()
        .bias()
        .map(bias -> graph.sumKept(graph.multiply(direction, graph.weight(bias)), 1))
        .ifPresent(parts::add);
  }
}
