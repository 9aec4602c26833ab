package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;

/**
 * From final residuals to what a reader of the model sees, measured on the real output.
 *
 * <pre>
 * in   residual [row, readout, d_model], row 0 intact   targets [readout]
 * out  logit (centred), logprob, kl, scale [row, readout]   argmax [row, readout]
 * </pre>
 */
public final class ReadoutGraph {
  public static final String RESIDUAL = "residual";
  public static final String TARGETS = "targets";
  public static final String LOGIT = "logit";
  public static final String LOGPROB = "logprob";
  public static final String KL = "kl";
  public static final String SCALE = "scale";
  public static final String ARGMAX = "argmax";

  private ReadoutGraph() {}

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    Graph graph = new Graph();
    Pieces pieces = new Pieces(graph, model);
    Value residual = graph.input(RESIDUAL, ElementType.FLOAT, "row", "readout", "d_model");
    Value targets = graph.input(TARGETS, ElementType.INT64, "readout");
    Value logits = pieces.linear(model.unembedding(), pieces.norm(model.finalNorm(), residual));
    Value logprobs = graph.logSoftmax(logits); // [row, readout, vocabulary]
    Value shape =
        graph.concat(0, graph.lengthOf(residual, 0), graph.lengthOf(residual, 1), graph.vector(1));
    Value places = graph.expand(graph.unsqueeze(targets, 0, 2), shape); // [row, readout, 1]
    Value logit = graph.subtract(graph.gatherElements(logits, places, 2), graph.mean(logits));
    Value intact = graph.slice(logprobs, 0, 0, 1);
    Value kl = graph.sum(graph.multiply(graph.exp(intact), graph.subtract(intact, logprobs)), 2);
    output(graph, LOGIT, graph.squeeze(logit, 2));
    output(graph, LOGPROB, graph.squeeze(graph.gatherElements(logprobs, places, 2), 2));
    output(graph, KL, kl);
    output(graph, SCALE, graph.squeeze(pieces.scale(model.finalNorm(), residual), 2));
    graph.output(ARGMAX, graph.argMax(logits), ElementType.INT64, "row", "readout");
    return graph.toBytes();
  }

  private static void output(Graph graph, String name, Value value) {
    graph.output(name, value, ElementType.FLOAT, "row", "readout");
  }
}
