package io.hydrascope.agent.graph;

import io.hydrascope.agent.onnx.Graph;
import io.hydrascope.agent.onnx.Value;
import io.hydrascope.agent.transformer.Transformer;

/** The end of a checkpoint's model. */
final class TransformerHead implements OutputHead {
  private final Transformer model;
  private final LayerOperations pieces;

  TransformerHead(Graph graph, Transformer model) {
    this.model = model;
    pieces = new LayerOperations(graph, model);
  }

  @Override
  public Value scale(Value residual) {
    return pieces.scale(model.finalNorm(), residual);
  }

  @Override
  public Value normed(Value residual) {
    return pieces.norm(model.finalNorm(), residual);
  }

  @Override
  public Value logits(Value normed) {
    return pieces.linear(model.unembedding(), normed);
  }

  @Override
  public Value capped(Value logits) {
    return model.logitCap().map(cap -> pieces.softCap(logits, cap)).orElse(logits);
  }
}
