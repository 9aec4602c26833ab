package io.hydrascope.agent.export;

import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.ModelFile;
import io.hydrascope.agent.onnx.Port;
import io.hydrascope.agent.onnx.Rewrite;
import io.hydrascope.agent.onnx.Value;
import java.util.List;

/**
 * Feeds a model's inputs from one row of tokens: every row reads the same tokens, all of them
 * visible, numbered from 0, with nothing before them.
 */
record ModelInputs(Port tokens, List<Port> masks, List<Port> positions, List<Port> pasts) {
  private static final String MASK = "attention_mask";
  private static final String POSITIONS = "position_ids";
  private static final String PAST = "past";

  static ModelInputs of(ModelFile model) {
    List<Port> inputs = model.inputs();
    List<Port> masks = named(inputs, MASK);
    List<Port> positions = named(inputs, POSITIONS);
    List<Port> pasts = inputs.stream().filter(ModelInputs::isPast).toList();
    List<Port> rest =
        inputs.stream()
            .filter(port -> !masks.contains(port) && !positions.contains(port))
            .filter(port -> !pasts.contains(port))
            .toList();
    if (rest.size() != 1) {
      throw Refusal.because(
          "inputs=%s: one of token ids is needed, beside it only %s, %s and empty past keys and"
              + " values are known; %s",
          rest, MASK, POSITIONS, Refusal.WITHOUT_PAST);
    }
    rest.forEach(ModelInputs::requireTokens);
    masks.forEach(ModelInputs::requireOpen);
    positions.forEach(ModelInputs::requireOpen);
    return new ModelInputs(rest.get(0), masks, positions, pasts);
  }

  /**
   * @param tokens // [position]
   * @param rowAndPosition sizes // [2]
   */
  void feed(Rewrite rewrite, Value tokens, Value rowAndPosition) {
    Graph graph = rewrite.graph();
    feed(rewrite, this.tokens, graph.expand(graph.unsqueeze(tokens, 0), rowAndPosition));
    for (Port mask : masks) {
      feed(rewrite, mask, graph.expand(graph.constant(1L), rowAndPosition));
    }
    Value numbers = graph.unsqueeze(graph.range(graph.sizeOf(tokens, 0)), 0);
    for (Port port : positions) {
      feed(rewrite, port, graph.expand(numbers, rowAndPosition));
    }
    Value rows = graph.slice(rowAndPosition, 0, 0, 1);
    for (Port past : pasts) {
      feed(rewrite, past, empty(graph, past, rows));
    }
  }

  private static void feed(Rewrite rewrite, Port port, Value value) {
    rewrite.define(port.value(), rewrite.graph().castFor(port, value));
  }

  private static Value empty(Graph graph, Port past, Value rows) {
    List<Long> shape = past.shape();
    long[] rest = shape.stream().skip(1).mapToLong(size -> Math.max(size, 0)).toArray();
    return graph.expand(graph.constant(0f), graph.concat(0, rows, graph.vector(rest)));
  }

  private static List<Port> named(List<Port> inputs, String name) {
    return inputs.stream().filter(port -> port.name().equals(name)).toList();
  }

  /** Keys or values of tokens that came before, whose number is the one open size but the batch. */
  private static boolean isPast(Port port) {
    boolean open = port.shape().stream().skip(1).filter(size -> size < 0).count() == 1;
    return port.name().startsWith(PAST) && port.isFloat() && port.shape().size() >= 3 && open;
  }

  private static void requireTokens(Port port) {
    if (port.isFloat()) {
      throw Refusal.because("input %s is not of token ids", port);
    }
    requireOpen(port);
  }

  private static void requireOpen(Port port) {
    if (!port.shape().equals(List.of(-1L, -1L))) {
      throw Refusal.because(
          "input %s: [batch, sequence] of any size is needed, export it with dynamic axes", port);
    }
  }
}
