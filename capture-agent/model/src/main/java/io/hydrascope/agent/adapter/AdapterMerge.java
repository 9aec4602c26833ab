package io.hydrascope.agent.adapter;

import io.hydrascope.agent.adapter.AdapterModule.Part;
import io.hydrascope.agent.adapter.ChangedRows.RowChange;
import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.MergedTensors;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Merges one adapter into a base, in fp32, as PEFT's {@code merge_and_unload} does on a base in
 * fp32: {@code W + scale · B A} (LoRA, Hu et al. 2021). What the adapter does not change stays the
 * base's. Mutable, for one merge.
 */
final class AdapterMerge {
  private final Config config;
  private final Weights base;
  private final AdapterConfig adapter;
  private final Weights own;
  private final MergedTensors merged;
  private final BaseNames names;
  private final Map<String, TensorInfo> result;

  AdapterMerge(
      Config config, Weights base, AdapterConfig adapter, Weights own, MergedTensors merged) {
    this.config = config;
    this.base = base;
    this.adapter = adapter;
    this.own = own;
    this.merged = merged;
    names = new BaseNames(config, base.tensors());
    result = new TreeMap<>(base.tensors());
  }

  /**
   * @param config of the merged model
   */
  record Merged(Config config, Weights weights) {}

  /**
   * @throws BadCheckpointException naming the tensor that does not fit the base
   */
  Merged merge() {
    AdapterModule.byName(own.tensors()).forEach(this::merge);
    return new Merged(tiesAndSizes(), base.with(result, merged));
  }

  private void merge(String module, AdapterModule change) {
    change
        .find(Part.WHOLE)
        .ifPresent(
            tensor -> {
              untie(module, change.find(Part.ORIGINAL));
              replace(module, ".weight", tensor);
            });
    change.find(Part.BIAS).ifPresent(tensor -> replace(module, ".bias", tensor));
    if (change.find(Part.DOWN).isPresent() || change.find(Part.UP).isPresent()) {
      boolean byOutputs = !names.isStoredByInputs(module);
      add(module, change, Part.DOWN, Part.UP, byOutputs);
    }
    if (change.find(Part.EMBEDDING_DOWN).isPresent()
        || change.find(Part.EMBEDDING_UP).isPresent()) {
      add(module, change, Part.EMBEDDING_DOWN, Part.EMBEDDING_UP, false);
    }
    change.find(Part.TOKENS, Part.TOKENS_OWN).ifPresent(tensor -> replaceRows(module, tensor));
  }

  private void add(
      String module, AdapterModule change, Part downPart, Part upPart, boolean byOutputs) {
    TensorInfo down = change.require(downPart, module);
    TensorInfo up = change.require(upPart, module);
    TensorInfo weight = names.weight(module, result);
    requireFits(module, weight, down, up, byOutputs);
    int rank = down.dimension(0);
    double scale = adapter.scale(module, rank);
    float[] upValues = own.readAll(up);
    float[] downValues = own.readAll(down);
    LowRank added =
        byOutputs
            ? LowRank.byOutputs(upValues, downValues, rank, scale)
            : LowRank.byInputs(upValues, downValues, rank, scale);
    Optional<float[]> lengths =
        change.find(Part.MAGNITUDE_WEIGHT, Part.MAGNITUDE).map(own::readAll);
    lengths.ifPresent(
        values -> requireLengths(module, values, byOutputs ? added.rows() : added.columns()));
    Weights now = base.with(result, merged);
    RowChange rows =
        lengths
            .map(values -> ChangedRows.decomposed(now, weight, added, values, byOutputs))
            .orElse(added::addTo);
    put(weight.name(), weight.shape(), new ChangedRows(now, weight, rows));
    change.find(Part.UP_BIAS).ifPresent(bias -> addBias(module, bias, scale));
  }

  private static void requireFits(
      String module, TensorInfo weight, TensorInfo down, TensorInfo up, boolean byOutputs) {
    boolean pairs =
        down.shape().size() == 2
            && up.shape().size() == 2
            && down.shape().get(0) > 0
            && down.shape().get(0).equals(up.shape().get(1));
    List<Long> expected =
        !pairs
            ? List.of()
            : byOutputs
                ? List.of(up.shape().get(0), down.shape().get(1))
                : List.of(down.shape().get(1), up.shape().get(0));
    if (!weight.shape().equals(expected)) {
      throw new BadCheckpointException(
          "adapter tensors of %s have shapes %s and %s, which do not fit %s with shape=%s: give the"
                  .formatted(module, down.shape(), up.shape(), weight.name(), weight.shape())
              + " base that the adapter was trained on with --base-model");
    }
  }

  private static void requireLengths(String module, float[] lengths, int outputs) {
    if (lengths.length != outputs) {
      throw new BadCheckpointException(
          "adapter tensor %s.lora_magnitude_vector has %d values for %d outputs"
              .formatted(module, lengths.length, outputs));
    }
  }

  /** The bias of B (PEFT's {@code lora_bias}) is added to that of the base. */
  private void addBias(String module, TensorInfo bias, double scale) {
    TensorInfo old = names.require(module, ".bias", result);
    float[] added = own.readAll(bias);
    if (added.length != old.count()) {
      throw new BadCheckpointException(
          "adapter tensor %s has %d values for %d outputs"
              .formatted(bias.name(), added.length, old.count()));
    }
    RowChange rows =
        (values, first) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] += (float) (scale * added[first + i]);
          }
        };
    put(old.name(), old.shape(), new ChangedRows(base.with(result, merged), old, rows));
  }

  /** A module that was trained whole, or its bias. */
  private void replace(String module, String ending, TensorInfo tensor) {
    Optional<String> name = names.find(module, ending, result);
    if (name.isEmpty() && !names.isUnembedding(module)) {
      throw new BadCheckpointException(
          "adapter tensor %s is not in the base: give the base that the adapter was trained on with"
                  .formatted(tensor.name())
              + " --base-model");
    }
    String target = name.orElse(module + ending);
    put(target, tensor.shape(), ChangedRows.copied(own, tensor));
  }

  /**
   * What PEFT copies before it trains no longer follows the embedding: the unembedding that was
   * tied to it stays as it was.
   *
   * @param original of a module whose vocabulary grew: what it was before it was trained
   */
  private void untie(String module, Optional<TensorInfo> original) {
    boolean copies = adapter.replaces(module) && !adapter.tied();
    if (!names.isTied() || !names.isEmbedding(module) || !copies) {
      return;
    }
    TensorInfo before = original.orElseGet(() -> names.weight(module, result));
    Weights holder = original.isPresent() ? own : base.with(result, merged);
    put(names.unembedding(), before.shape(), ChangedRows.copied(holder, before));
  }

  private void replaceRows(String module, TensorInfo tensor) {
    TensorInfo weight = names.weight(module, result);
    List<Integer> rows = adapter.tokensOf(module).orElse(List.of());
    int width = weight.dimension(1);
    if (!tensor.shape().equals(List.of((long) rows.size(), (long) width))
        || rows.stream().anyMatch(row -> row >= weight.dimension(0))) {
      throw new BadCheckpointException(
          "adapter tensor %s has shape=%s for %d trainable_token_indices of %s with shape=%s"
              .formatted(
                  tensor.name(), tensor.shape(), rows.size(), weight.name(), weight.shape()));
    }
    float[] own = this.own.readAll(tensor);
    RowChange change =
        (values, first) -> {
          for (int i = 0; i < rows.size(); i++) {
            int at = rows.get(i) - first;
            if (at >= 0 && at < values.length / width) {
              System.arraycopy(own, i * width, values, at * width, width);
            }
          }
        };
    put(weight.name(), weight.shape(), new ChangedRows(base.with(result, merged), weight, change));
  }

  private void put(String name, List<Long> shape, ChangedRows rows) {
    result.put(name, merged.add(name, shape, rows));
  }

  /** Where the vocabulary grew, and whether the unembedding is still the embedding. */
  private Config tiesAndSizes() {
    Config adapted = config;
    TensorInfo embedding = names.embedding(result);
    if (embedding.dimension(0) != config.size("vocab_size", embedding.dimension(0))) {
      adapted = adapted.with("vocab_size", embedding.dimension(0));
    }
    if (names.isTied() && result.containsKey(names.unembedding())) {
      adapted = adapted.with("tie_word_embeddings", false);
    }
    return adapted;
  }
}
