package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.transformer.Dimensions;
import io.hydrascope.agent.transformer.Linear;
import io.hydrascope.agent.transformer.Linear.Orientation;
import java.util.Optional;

/** From d_model to the vocabulary: a matrix of its own, or the embedding's. */
record Unembedding(NamedWeights weights, String name, boolean hasBias) {

  Linear of(Config config, Dimensions size, TensorInfo embedding) {
    if (!config.flag("tie_word_embeddings", true)) {
      return weights.linear(name, size.width(), size.vocabulary(), hasBias);
    }
    refuseOtherMatrix(config, size, embedding);
    Optional<TensorInfo> bias =
        hasBias ? Optional.of(weights.tensor(name + ".bias", size.vocabulary())) : Optional.empty();
    return new Linear(embedding, Orientation.OUT_IN, bias);
  }

  /** Versions of the reference disagree on which of two different matrices counts. */
  private void refuseOtherMatrix(Config config, Dimensions size, TensorInfo embedding) {
    if (!weights.has(name + ".weight")) {
      return;
    }
    TensorInfo own = weights.tensor(name + ".weight", size.vocabulary(), size.width());
    if (!weights.weights().areEqual(own, embedding)) {
      throw config.bad(
          "tie_word_embeddings",
          "=true, given or by default, and tensor %s.weight differs from %s: set it to false to"
                  .formatted(name, embedding.name())
              + " use the former, or remove that tensor");
    }
  }
}
