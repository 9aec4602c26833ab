package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Block;
import io.hydrascope.agent.family.Dimensions;
import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;

/**
 * Directions of the residual as directions of each head's z, so that no [head, d_model] tensor is
 * needed: {@code direction · (z W_O) = z · (W_O direction)}. Behind a norm its gain comes first.
 *
 * <pre>
 * in   direction [readout, d_model]
 * out  of each layer: back [readout, head, d_head]   bias_parts [readout], where there is a bias
 * </pre>
 */
public final class BackGraph {
  private BackGraph() {}

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    Graph graph = new Graph();
    Pieces pieces = new Pieces(graph, model);
    Dimensions size = model.dimensions();
    Value asked = graph.input(TrunkNames.DIRECTION, ElementType.FLOAT, "readout", "d_model");
    for (int layer = 0; layer < size.layers(); layer++) {
      Block block = model.blocks().get(layer);
      Value direction =
          block
              .attentionNorms()
              .after()
              .map(norm -> graph.multiply(asked, pieces.gain(norm)))
              .orElse(asked);
      Value flat = graph.matMul(direction, pieces.outIn(block.attention().output()));
      Value back = graph.reshape(flat, 0, size.heads(), size.headWidth());
      String name = TrunkNames.back(layer);
      graph.output(name, back, ElementType.FLOAT, "readout", "head", "d_head");
      String biasName = TrunkNames.biasParts(layer);
      block
          .attention()
          .output()
          .bias()
          .map(bias -> graph.sum(graph.multiply(direction, graph.weight(bias)), 1))
          .ifPresent(parts -> graph.output(biasName, parts, ElementType.FLOAT, "readout"));
    }
    return graph.toBytes();
  }
}
