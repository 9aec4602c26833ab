package io.hydrascope.agent.transformer;

import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.schemas.ResidualBasis;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A decoder-only model in pieces, enough to build any graph of it.
 *
 * @param tokenEmbedding // [vocabulary, d_model]
 * @param embeddingScale factor on a token's embedding: √d_model in Gemma, 1 elsewhere
 * @param positionEmbedding // [position, d_model], where positions are learned
 * @param unembedding from d_model to the vocabulary; the same tensor as the embedding if tied
 * @param logitCap soft limit of the model's real output, {@code cap·tanh(logit/cap)} (Gemma 2)
 */
public record Transformer(
    Dimensions dimensions,
    TensorInfo tokenEmbedding,
    float embeddingScale,
    Optional<TensorInfo> positionEmbedding,
    List<TransformerBlock> blocks,
    Norm finalNorm,
    Linear unembedding,
    Optional<Float> logitCap) {
  public Transformer {
    blocks = List.copyOf(blocks);
  }

  /** Every weight once. */
  public Set<TensorInfo> tensors() {
    Set<TensorInfo> tensors = new LinkedHashSet<>();
    tensors.add(tokenEmbedding);
    positionEmbedding.ifPresent(tensors::add);
    blocks.forEach(block -> block.tensors().forEach(tensors::add));
    finalNorm.tensors().forEach(tensors::add);
    unembedding.tensors().forEach(tensors::add);
    return tensors;
  }

  /** Whether each block's MLP reads what its attention reads. */
  public boolean isParallel() {
    return blocks.get(0).parallel();
  }

  public ResidualBasis basis() {
    return new ResidualBasis(
        dimensions.layers(), dimensions.heads(), positionEmbedding.isPresent());
  }
}
