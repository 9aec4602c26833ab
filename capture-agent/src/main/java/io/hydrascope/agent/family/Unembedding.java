package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.family.Linear.Orientation;
import java.util.Optional;

/** From d_model to the vocabulary: a matrix of its own, or the embedding's. */
record Unembedding(NamedWeights weights, String name, boolean hasBias) {

  Linear of(Config config, Dimensions size, TensorInfo embedding) {
    if (!config.flag("tie_word_embeddings", true)) {
      return weights.linear(name, size.width(), size.vocabulary(), hasBias);
    }
    Optional<TensorInfo> bias =
        hasBias ? Optional.of(weights.tensor(name + ".bias", size.vocabulary())) : Optional.empty();
    return new Linear(embedding, Orientation.OUT_IN, bias);
  }
}
