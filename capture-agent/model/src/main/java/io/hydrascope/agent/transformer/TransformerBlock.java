package io.hydrascope.agent.transformer;

import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.stream.Stream;

/**
 * One layer: attention and MLP, each added to the residual stream.
 *
 * @param parallel whether the MLP reads what the attention reads (GPT-J, GPT-NeoX, Phi, Falcon) and
 *     not what the attention left
 */
public record TransformerBlock(
    Norms attentionNorms, Attention attention, Norms mlpNorms, Mlp mlp, boolean parallel) {

  Stream<TensorInfo> tensors() {
    return Stream.of(
            attentionNorms.tensors(), attention.tensors(), mlpNorms.tensors(), mlp.tensors())
        .flatMap(tensors -> tensors);
  }
}
