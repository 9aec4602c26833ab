package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.stream.Stream;

/** One layer: attention, then MLP, each behind its norm and added to the residual stream. */
public record Block(Norm attentionNorm, Attention attention, Norm mlpNorm, Mlp mlp) {

  Stream<TensorInfo> tensors() {
    return Stream.of(attentionNorm.tensors(), attention.tensors(), mlpNorm.tensors(), mlp.tensors())
        .flatMap(tensors -> tensors);
  }
}
