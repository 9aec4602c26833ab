package io.hydrascope.agent.adapter;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the base's tensors under the names that an adapter has for them, which may begin
 * differently: a base of several kinds of input, or one of which the inner model alone was saved.
 */
final class BaseNames {
  private static final String WEIGHT = ".weight";
  private static final List<String> EMBEDDINGS =
      List.of("embed_tokens", "wte", "embed_in", "word_embeddings");
  private static final List<String> UNEMBEDDINGS = List.of("lm_head", "embed_out");

  /** What a name may begin with, in an adapter or in a base. */
  private static final List<String> BEGINNINGS =
      List.of(
          "model.language_model.", "language_model.model.", "model.", "transformer.", "gpt_neox.");

  private final Config config;
  private final Map<String, TensorInfo> base;

  BaseNames(Config config, Map<String, TensorInfo> base) {
    this.config = config;
    this.base = base;
  }

  /** A matrix; of a tied unembedding, the embedding. */
  TensorInfo weight(String module, Map<String, TensorInfo> now) {
    Optional<TensorInfo> found = find(module, WEIGHT, now).map(now::get);
    return found
        .or(() -> isUnembedding(module) ? Optional.of(embedding(now)) : Optional.empty())
        .orElseGet(() -> require(module, WEIGHT, now));
  }

  TensorInfo require(String module, String ending, Map<String, TensorInfo> now) {
    return find(module, ending, now)
        .map(now::get)
        .orElseThrow(
            () ->
                new BadCheckpointException(
                    "the adapter changes %s%s, which the base does not have: give the base that it was"
                            .formatted(module, ending)
                        + " trained on with --base-model"));
  }

  Optional<String> find(String module, String ending, Map<String, TensorInfo> now) {
    String name = module + ending;
    if (now.containsKey(name)) {
      return Optional.of(name);
    }
    String inner = name;
    for (String beginning : BEGINNINGS) {
      if (name.startsWith(beginning)) {
        inner = name.substring(beginning.length());
        break;
      }
    }
    if (now.containsKey(inner)) {
      return Optional.of(inner);
    }
    String within = inner;
    return BEGINNINGS.stream()
        .map(beginning -> beginning + within)
        .filter(now::containsKey)
        .findFirst();
  }

  /** GPT-2's matrices: [in, out]. */
  boolean isStoredByInputs(String module) {
    return config.modelType().equals("gpt2") && !isUnembedding(module);
  }

  boolean isEmbedding(String module) {
    return EMBEDDINGS.contains(last(module));
  }

  boolean isUnembedding(String module) {
    return UNEMBEDDINGS.contains(last(module));
  }

  /** Whether the base has no matrix of its own for the unembedding. */
  boolean isTied() {
    return UNEMBEDDINGS.stream().noneMatch(name -> base.containsKey(name + WEIGHT));
  }

  /** The name of the unembedding's matrix where it has one of its own. */
  String unembedding() {
    return (config.modelType().equals("gpt_neox") ? "embed_out" : "lm_head") + WEIGHT;
  }

  TensorInfo embedding(Map<String, TensorInfo> now) {
    return now.values().stream()
        .filter(tensor -> tensor.name().endsWith(WEIGHT))
        .filter(tensor -> isEmbedding(tensor.name().substring(0, tensor.name().length() - 7)))
        .findFirst()
        .orElseThrow(
            () -> new BadCheckpointException("the base has no embedding to merge an adapter into"));
  }

  private static String last(String module) {
    return module.substring(module.lastIndexOf('.') + 1);
  }
}
