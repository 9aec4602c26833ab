package io.hydrascope.agent.family;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.Config;
import io.hydrascope.agent.checkpoint.TensorInfo;
import io.hydrascope.agent.checkpoint.Weights;
import io.hydrascope.agent.transformer.Transformer;
import io.hydrascope.schemas.text.Counted;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tensors of a checkpoint that its graph does not use. Nothing is left out in silence: buffers
 * that follow from the config are known; what would change the model's numbers is refused; the rest
 * is named, as transformers leaves it out too.
 *
 * @param byName with the reason why each is refused, or empty for one that is only named
 */
record UnusedTensors(Map<String, Optional<String>> byName) {
  private static final int SHOWN = 100;

  /** What a model computes from its config: masks, frequencies, positions. */
  private static final Pattern BUFFER =
      Pattern.compile(
          ".*(\\.|^)(inv_freq|masked_bias|cos_cached|sin_cached|position_ids|embed_positions"
              + "|original_inv_freq|freqs_cis)");

  private static final Pattern MASK = Pattern.compile(".+\\.(attn|attention)\\.bias");

  /** Where tied, it has been compared with the embedding. */
  private static final Set<String> UNEMBEDDINGS = Set.of("lm_head.weight", "embed_out.weight");

  private static final Pattern PREDICTION_AHEAD = Pattern.compile(".*(mtp|nextn|medusa|eagle).*");
  private static final Pattern ADAPTER =
      Pattern.compile(".*(lora_|loha_|lokr_|hada_|ia3_|oft_|vera_|adapter|prompt_embeddings).*");
  private static final Pattern SCALE =
      Pattern.compile(".*(_scales?|\\.scales?|zero_point)(\\W.*|_\\w+)?");
  private static final Pattern LAYER = Pattern.compile("(.*\\b(?:layers|h|blocks))\\.(\\d+)\\..+");
  private static final Pattern CLASSIFIER =
      Pattern.compile("(score|classifier|qa_outputs|classification_head)\\.(.+\\.)?weight");

  UnusedTensors {
    byName = Map.copyOf(byName);
  }

  static UnusedTensors of(Config config, Weights weights, Transformer model) {
    Set<String> used = new HashSet<>(UNEMBEDDINGS);
    model.tensors().forEach(tensor -> used.add(whole(tensor)));
    Reasons reasons = new Reasons(config, used, model.dimensions().layers());
    Map<String, Optional<String>> unused = new TreeMap<>();
    weights
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (!used.contains(name) && !isBuffer(tensor)) {
                unused.put(name, reasons.against(name));
              }
            });
    return new UnusedTensors(unused);
  }

  /**
   * @throws BadCheckpointException if the model has a classifier's head instead of an unembedding
   */
  static void refuseClassifier(Weights weights) {
    Set<String> names = weights.tensors().keySet();
    if (names.stream().anyMatch(UNEMBEDDINGS::contains)) {
      return;
    }
    names.stream()
        .filter(name -> CLASSIFIER.matcher(name).matches())
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new BadCheckpointException(
                  "tensor %s is a classifier's head and there is no unembedding beside it: logits of"
                          .formatted(name)
                      + " tokens cannot be computed; give the language model it was made from");
            });
  }

  /**
   * @throws BadCheckpointException naming the first tensor that would change the model's numbers
   */
  void refuse() {
    byName.entrySet().stream()
        .filter(entry -> entry.getValue().isPresent())
        .min(Map.Entry.comparingByKey())
        .ifPresent(
            entry -> {
              long alike = byName.values().stream().filter(entry.getValue()::equals).count() - 1;
              throw new BadCheckpointException(
                  "tensor %s%s is not used: %s"
                      .formatted(
                          shortened(entry.getKey()),
                          alike == 0 ? "" : " (and %,d more like it)".formatted(alike),
                          entry.getValue().orElseThrow()));
            });
  }

  /** Says which are left out, by the first part of their names. */
  Optional<String> note() {
    if (byName.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Integer> byStart = new TreeMap<>();
    byName.keySet().forEach(name -> byStart.merge(start(name), 1, Integer::sum));
    List<String> starts =
        byStart.entrySet().stream()
            .limit(5)
            .map(entry -> "%s: %,d".formatted(entry.getKey(), entry.getValue()))
            .toList();
    return Optional.of(
        "%s of the checkpoint %s left out: logits of text do not need %s (%s%s)"
            .formatted(
                Counted.of(byName.size(), "tensor"),
                byName.size() == 1 ? "is" : "are",
                byName.size() == 1 ? "it" : "them",
                String.join(", ", starts),
                byStart.size() > starts.size() ? ", …" : ""));
  }

  private static String start(String name) {
    String[] parts = name.split("\\.", 4);
    int shown = Math.min(parts.length, parts[0].equals("model") ? 2 : 1);
    return shortened(String.join(".", List.of(parts).subList(0, shown)));
  }

  private static boolean isBuffer(TensorInfo tensor) {
    return BUFFER.matcher(tensor.name()).matches()
        || (MASK.matcher(tensor.name()).matches() && tensor.shape().size() == 4);
  }

  /** Of a tensor of which only some rows are used, its own name. */
  private static String whole(TensorInfo tensor) {
    int part = tensor.name().indexOf('[');
    return part < 0 ? tensor.name() : tensor.name().substring(0, part);
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /**
   * Why a tensor may not be left out.
   *
   * @param used names of the graph's own tensors
   */
  private record Reasons(Config config, Set<String> used, int layers) {

    Optional<String> against(String name) {
      if (PREDICTION_AHEAD.matcher(name).matches() || isPredictionLayer(name)) {
        return Optional.empty();
      }
      if (ADAPTER.matcher(name).matches()) {
        return Optional.of(
            "it belongs to an adapter that is not merged: merge it with PEFT's merge_and_unload");
      }
      if (SCALE.matcher(name).matches()) {
        return Optional.of(
            "it scales quantised weights, which are not supported: give the model that they were"
                + " made from");
      }
      return beyond(name).or(() -> beside(name)).or(() -> inside(name)).or(this::ownCode);
    }

    private Optional<String> beyond(String name) {
      return layer(name)
          .filter(layer -> layer >= layers)
          .map(
              layer ->
                  "config.json has num_hidden_layers=%d, which leaves layer %d out: correct it, or"
                          .formatted(layers, layer)
                      + " remove the tensor");
    }

    /** Such as the bias of a matrix that a flag says has none. */
    private Optional<String> beside(String name) {
      int end = name.lastIndexOf('.');
      String module = end < 0 ? name : name.substring(0, end);
      return used.contains(module + ".weight")
          ? Optional.of(
              "it lies beside %s.weight, which is, and config.json says that there is none:"
                      .formatted(module)
                  + " correct the flag (such as attention_bias, mlp_bias) or remove the tensor")
          : Optional.empty();
    }

    private Optional<String> inside(String name) {
      return layer(name)
          .map(
              layer ->
                  "model_type=%s has no such part in a layer: correct config.json, or give the model"
                          .formatted(config.modelType())
                      + " as --onnx FILE");
    }

    private Optional<String> ownCode() {
      return config.has("auto_map")
          ? Optional.of(
              "config.json names code of the model's own (auto_map), which may use it and is not"
                  + " run: give the model as --onnx FILE")
          : Optional.empty();
    }

    /** Layers after the last that predict further tokens, as DeepSeek-V3 and GLM-4 count them. */
    private boolean isPredictionLayer(String name) {
      int ahead =
          config.has("num_nextn_predict_layers") ? config.count("num_nextn_predict_layers") : 0;
      return layer(name).filter(layer -> layer >= layers && layer < layers + ahead).isPresent();
    }

    private static Optional<Long> layer(String name) {
      Matcher matcher = LAYER.matcher(name);
      return matcher.matches() && matcher.group(2).length() < 10
          ? Optional.of(Long.parseLong(matcher.group(2)))
          : Optional.empty();
    }
  }
}
