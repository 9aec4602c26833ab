package io.hydrascope.agent.graph;

import io.hydrascope.agent.family.Transformer;
import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import java.util.List;

/**
 * From final residuals to what a reader of the model sees, measured on the real output.
 *
 * <pre>
 * in   residual [readout, row, d_model]   row 0 intact
 *      targets [readout]   below 0: row 0's first      reference [readout, d_model]   reference_bias [readout]
 * out  logit, logprob, kl, scale, lead [readout, row]   argmax [readout] of row 0
 * </pre>
 *
 * {@code logit} is the target's, before a soft cap, less {@code reference · normed +
 * reference_bias}: the vocabulary's mean or another token's. {@code lead} is by how much another
 * token than the intact run's first is ahead of it, in log-probability: above 0 where the row ranks
 * another first. Of the intact row alone neither kl nor lead is computed: both are 0.
 */
public final class ReadoutGraph {
  public static final String RESIDUAL = "residual";
  public static final String TARGETS = "targets";
  public static final String REFERENCE = "reference";
  public static final String REFERENCE_BIAS = "reference_bias";
  public static final String LOGIT = "logit";
  public static final String LOGPROB = "logprob";
  public static final String KL = "kl";
  public static final String SCALE = "scale";
  public static final String LEAD = "lead";
  public static final String ARGMAX = "argmax";

  private final Graph graph;

  private ReadoutGraph(Graph graph) {
    this.graph = graph;
  }

  /** The graph in ONNX's wire form. */
  public static byte[] of(Transformer model) {
    Graph graph = new Graph();
    add(graph, new TransformerHead(graph, model));
    return graph.toBytes();
  }

  /** Makes all inputs and outputs in a graph that holds the head's weights. */
  public static void add(Graph graph, OutputHead head) {
    Value residual = graph.input(RESIDUAL, ElementType.FLOAT, "readout", "row", "d_model");
    read(graph, head, residual);
  }

  /**
   * Reads a residual that the graph computes itself.
   *
   * @param residual // [readout, row, d_model]
   */
  static void read(Graph graph, OutputHead head, Value residual) {
    new ReadoutGraph(graph).read(head, residual);
  }

  private void read(OutputHead head, Value residual) {
    Value given = graph.input(TARGETS, ElementType.INT64, "readout");
    Value reference = graph.input(REFERENCE, ElementType.FLOAT, "readout", "d_model");
    Value referenceBias = graph.input(REFERENCE_BIAS, ElementType.FLOAT, "readout");
    Value normed = head.normed(residual);
    Value logits = head.logits(normed); // [readout, row, vocabulary]
    Value logprobs = graph.logSoftmax(head.capped(logits));
    Value scale = graph.squeeze(head.scale(residual), 2);
    List<Value> compared =
        graph.when(
            graph.greaterOrEqual(graph.sizeOf(residual, 1), graph.constant(2L)),
            List.of(ElementType.INT64, ElementType.FLOAT, ElementType.FLOAT),
            () -> compared(logprobs, residual),
            () -> alone(logprobs, scale));
    Value argmax = compared.get(0);
    Value isGiven = graph.greaterOrEqual(given, graph.constant(0L));
    Value targets = graph.where(isGiven, given, argmax);

    Value apart =
        graph.add(
            graph.squeeze(graph.matMul(normed, graph.unsqueeze(reference, 2)), 2),
            graph.unsqueeze(referenceBias, 1));
    output(LOGIT, graph.subtract(pick(logits, targets, residual), apart));
    output(LOGPROB, pick(logprobs, targets, residual));
    output(SCALE, scale);
    output(KL, compared.get(1));
    output(LEAD, compared.get(2));
    graph.output(ARGMAX, argmax, ElementType.INT64, "readout");
  }

  /** Of the intact row alone: argmax, kl, lead. */
  private List<Value> alone(Value logprobs, Value scale) {
    Value kl = graph.subtract(scale, scale);
    Value lead = graph.subtract(scale, scale);
    return List.of(graph.argMax(graph.squeeze(logprobs, 1)), kl, lead);
  }

  /** Argmax, kl, lead. */
  private List<Value> compared(Value logprobs, Value residual) {
    Value first = graph.squeeze(graph.slice(logprobs, 1, 0, 1), 1); // [readout, vocabulary]
    Value argmax = graph.argMax(first);
    Value lead = graph.subtract(graph.max(logprobs), pick(logprobs, argmax, residual));
    return List.of(argmax, divergence(logprobs, first), lead);
  }

  /**
   * {@code KL(row 0 ‖ row)}
   *
   * @param logprobs // [readout, row, vocabulary]
   * @return // [readout, row]
   */
  private Value divergence(Value logprobs, Value first) {
    Value entropies = graph.matMul(logprobs, graph.unsqueeze(graph.exp(first), 2));
    Value intact = graph.slice(entropies, 1, 0, 1); // [readout, 1, 1]
    return graph.squeeze(graph.subtract(intact, entropies), 2);
  }

  /** Of each row the entry of its readout's token. // [readout, row] */
  private Value pick(Value values, Value tokens, Value residual) {
    Value shape =
        graph.concat(0, graph.lengthOf(residual, 0), graph.lengthOf(residual, 1), graph.vector(1));
    Value places = graph.expand(graph.unsqueeze(tokens, 1, 2), shape);
    return graph.squeeze(graph.gatherElements(values, places, 2), 2);
  }

  private void output(String name, Value value) {
    graph.output(name, value, ElementType.FLOAT, "readout", "row");
  }
}
