package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Block;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;

/**
 * The model as it is, one row and no ablation: what the sweep is checked against, and sums of
 * activations for reference means.
 *
 * <pre>
 * in   tokens [position]   readouts [readout]
 * out  logits [readout, vocabulary], after the cap if the model has one
 *      for each layer, summed over positions: z [head·d_head]   attention, mlp [d_model]
 * </pre>
 */
public final class PlainGraph {
  public static final String TOKENS = "tokens";
  public static final String READOUTS = "readouts";
  public static final String LOGITS = "logits";

  private PlainGraph() {}

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    Graph graph = new Graph();
    Pieces pieces = new Pieces(graph, model);
    Value tokens = graph.input(TOKENS, ElementType.INT64, "position");
    Value readouts = graph.input(READOUTS, ElementType.INT64, "readout");
    AttentionPieces attentions = new AttentionPieces(graph, model.dimensions(), pieces);
    Places places = Places.all(graph, tokens);
    Value embedded = pieces.tokenEmbedding(tokens);
    Value x =
        pieces
            .positionEmbedding(places)
            .map(positions -> graph.add(embedded, positions))
            .orElse(embedded);
    for (int layer = 0; layer < model.dimensions().layers(); layer++) {
      Block block = model.blocks().get(layer);
      Value z = attentions.headValues(block, x, places);
      Value attention = pieces.attentionOutput(block, z);
      Value middle = graph.add(x, attention);
      Value mlp = pieces.mlp(block, block.parallel() ? x : middle);
      Value zSum = graph.sum(z, 2); // [1, head, d_head]
      output(graph, zSum(layer), graph.reshape(zSum, -1));
      output(graph, attentionSum(layer), graph.reshape(graph.sum(attention, 1), -1));
      output(graph, mlpSum(layer), graph.reshape(graph.sum(mlp, 1), -1));
      x = graph.add(middle, mlp);
    }
    Value logits = graph.squeeze(pieces.logits(graph.gather(x, readouts, 1)), 0);
    graph.output(LOGITS, logits, ElementType.FLOAT, "readout", "vocabulary");
    return graph.toBytes();
  }

  public static String zSum(int layer) {
    return "z_sum_" + layer;
  }

  public static String attentionSum(int layer) {
    return "attention_sum_" + layer;
  }

  public static String mlpSum(int layer) {
    return "mlp_sum_" + layer;
  }

  private static void output(Graph graph, String name, Value value) {
    graph.output(name, value, ElementType.FLOAT, name + "_width");
  }
}
