package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.ElementType;
import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Kernels;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Transformer;
import java.util.List;

/**
 * From final residuals to what a reader of the model sees, measured on the real output.
 *
 * <pre>
 * in   residual [readout, row, d_model]   row 0 intact
 *      targets [readout]   below 0: row 0's first      reference [readout or 1, d_model]   reference_bias [readout or 1]
 * out  logit, logprob, kl, scale, lead [readout, row]   argmax [readout] of row 0
 * </pre>
 *
 * {@code logit} is the target's, before a soft cap, less {@code reference · normed +
 * reference_bias}: the vocabulary's mean or another token's. {@code lead} is by how much another
 * token than the intact run's first is ahead of it, in log-probability: above 0 where the row ranks
 * another first. Of the intact row alone neither kl nor lead is computed: both are 0, and a graph
 * that reads no other row does not put them out.
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
  private final OutputHead head;
  private final AskedTargets asked;

  private ReadoutGraph(Graph graph, OutputHead head) {
    this.graph = graph;
    this.head = head;
    asked = AskedTargets.input(graph);
  }

  /**
   * Whose logit is read, and what is taken off it.
   *
   * @param targets // [readout]
   * @param reference // [readout or 1, d_model]
   * @param referenceBias // [readout or 1]
   */
  record AskedTargets(Value targets, Value reference, Value referenceBias) {
    static AskedTargets input(Graph graph) {
      return new AskedTargets(
          graph.input(TARGETS, ElementType.INT64, "readout"),
          graph.input(REFERENCE, ElementType.FLOAT, "readout_or_1", "d_model"),
          graph.input(REFERENCE_BIAS, ElementType.FLOAT, "readout_or_1"));
    }
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
    Value unused = new ReadoutGraph(graph, head).read(residual, /* hasRows= */ false);
  }

  /**
   * Reads the intact run's residual, which the graph computes itself.
   *
   * @param residual // [readout, 1, d_model]
   * @return what was asked, with the intact run's first where no target is given
   */
  static AskedTargets readIntact(Graph graph, Transformer model, Value residual) {
    return new ReadoutGraph(graph, new TransformerHead(graph, model))
        .readIntact(residual, model.dimensions().vocabulary());
  }

  /**
   * Reads rows, the intact run first, which the graph computes itself.
   *
   * @param residual of two rows or more // [readout, row, d_model]
   * @return what was asked, with the intact run's first where no target is given
   */
  static AskedTargets readRows(Graph graph, Transformer model, Value residual) {
    ReadoutGraph made = new ReadoutGraph(graph, new TransformerHead(graph, model));
    Value targets = made.read(residual, /* hasRows= */ true);
    return new AskedTargets(targets, made.asked.reference(), made.asked.referenceBias());
  }

  private AskedTargets readIntact(Value residual, int vocabulary) {
    Value normed = head.normed(residual);
    Value logits = head.logits(normed);
    Value logprobs = graph.logSoftmax(head.capped(logits));
    Value first = new Kernels(graph).argMax(graph.squeeze(logprobs, 1), vocabulary);
    Value targets = targets(first);
    Value places = graph.unsqueeze(targets, 1, 2);
    outputRead(normed, pick(logits, places), pick(logprobs, places));
    output(SCALE, graph.squeeze(head.scale(residual), 2));
    return new AskedTargets(targets, asked.reference(), asked.referenceBias());
  }

  /**
   * @param hasRows whether there surely are others than the intact one
   * @return targets // [readout]
   */
  private Value read(Value residual, boolean hasRows) {
    Value normed = head.normed(residual);
    Value logits = head.logits(normed); // [readout, row, vocabulary]
    Value logprobs = graph.logSoftmax(head.capped(logits));
    Value scale = graph.squeeze(head.scale(residual), 2);
    List<Value> compared =
        hasRows ? compared(logprobs, residual) : comparedIfAny(logprobs, residual, scale);
    Value targets = targets(compared.get(0));
    Value places = places(targets, residual);
    outputRead(normed, pick(logits, places), pick(logprobs, places));
    output(SCALE, scale);
    output(KL, compared.get(1));
    output(LEAD, compared.get(2));
    return targets;
  }

  private List<Value> comparedIfAny(Value logprobs, Value residual, Value scale) {
    return graph.when(
        graph.greaterOrEqual(graph.sizeOf(residual, 1), graph.constant(2L)),
        List.of(ElementType.INT64, ElementType.FLOAT, ElementType.FLOAT),
        () -> compared(logprobs, residual),
        () -> alone(logprobs, scale));
  }

  /** Those that are given; of the others the first. */
  private Value targets(Value argmax) {
    graph.output(ARGMAX, argmax, ElementType.INT64, "readout");
    Value given = asked.targets();
    return graph.where(graph.greaterOrEqual(given, graph.constant(0L)), given, argmax);
  }

  private void outputRead(Value normed, Value logit, Value logprob) {
    Value reference = graph.matMul(normed, graph.unsqueeze(asked.reference(), 2));
    Value apart = graph.add(graph.squeeze(reference, 2), graph.unsqueeze(asked.referenceBias(), 1));
    output(LOGIT, graph.subtract(logit, apart));
    output(LOGPROB, logprob);
  }

  /** Reads what only the intact row has: argmax, kl, lead. */
  private List<Value> alone(Value logprobs, Value scale) {
    Value kl = graph.subtract(scale, scale);
    Value lead = graph.subtract(scale, scale);
    return List.of(graph.argMax(graph.squeeze(logprobs, 1)), kl, lead);
  }

  /** Argmax, kl, lead. */
  private List<Value> compared(Value logprobs, Value residual) {
    Value first = graph.squeeze(graph.slice(logprobs, 1, 0, 1), 1); // [readout, vocabulary]
    Value argmax = graph.argMax(first);
    Value lead = graph.subtract(graph.max(logprobs), pick(logprobs, places(argmax, residual)));
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

  /** Picks each row's token at its readout. // [readout, row, 1] */
  private Value places(Value tokens, Value residual) {
    Value shape =
        graph.concat(0, graph.lengthOf(residual, 0), graph.lengthOf(residual, 1), graph.vector(1));
    return graph.expand(graph.unsqueeze(tokens, 1, 2), shape);
  }

  /** // [readout, row] */
  private Value pick(Value values, Value places) {
    return graph.squeeze(graph.gatherElements(values, places, 2), 2);
  }

  private void output(String name, Value value) {
    graph.output(name, value, ElementType.FLOAT, "readout", "row");
  }
}
