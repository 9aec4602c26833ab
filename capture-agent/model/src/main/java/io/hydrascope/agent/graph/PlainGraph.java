package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.AxisRange;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.agent.transformer.TransformerBlock;
import java.util.Map;

/**
 * The model as it is, without any ablation: what the sweep is checked against and compared with.
 *
 * <pre>
 * in   tokens [row, position]   readouts [readout], the same in each row
 * out  logits [row, readout, vocabulary], after the cap if the model has one
 * </pre>
 */
public final class PlainGraph {
  public static final String TOKENS = "tokens";
  public static final String READOUTS = "readouts";
  public static final String LOGITS = "logits";

  private PlainGraph() {}

  /** How long the axes of its inputs can be. */
  public static Map<String, AxisRange> axes(int rows, int positions) {
    AxisRange upToAll = AxisRange.upTo(positions, positions);
    return Map.of("row", AxisRange.upTo(rows, rows), "position", upToAll, "readout", upToAll);
  }

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    Graph graph = new Graph();
    LayerOperations pieces = new LayerOperations(graph, model);
    Value tokens = graph.input(TOKENS, ElementType.INT64, "row", "position");
    Value readouts = graph.input(READOUTS, ElementType.INT64, "readout");
    AttentionOperations attentions = new AttentionOperations(graph, model.dimensions(), pieces);
    RowPositions places = RowPositions.all(graph, graph.squeeze(graph.slice(tokens, 0, 0, 1), 0));
    Value embedded = pieces.tokenEmbedding(tokens);
    Value x =
        pieces
            .positionEmbedding(places)
            .map(positions -> graph.add(embedded, positions))
            .orElse(embedded);
    for (TransformerBlock block : model.blocks()) {
      Value attention = pieces.attentionOutput(block, attentions.headValues(block, x, places));
      Value middle = graph.add(x, attention);
      Value mlp = pieces.mlp(block, block.parallel() ? x : middle);
      x = graph.add(middle, mlp);
    }
    Value logits = pieces.logits(graph.gather(x, readouts, 1));
    graph.output(LOGITS, logits, ElementType.FLOAT, "row", "readout", "vocabulary");
    return graph.toBytes();
  }
}
