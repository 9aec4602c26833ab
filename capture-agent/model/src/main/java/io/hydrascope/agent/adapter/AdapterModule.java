package io.hydrascope.agent.adapter;

import io.hydrascope.agent.checkpoint.BadCheckpointException;
import io.hydrascope.agent.checkpoint.TensorInfo;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tensors with which an adapter changes one module of the base.
 *
 * @param tensors by what each is for
 */
record AdapterModule(Map<Part, TensorInfo> tensors) {
  private static final String BASE = "base_model.model.";
  private static final String BASE_LAYER = ".base_layer";

  /**
   * What a tensor of an adapter is for; names end so, with {@code .default} in between at times.
   */
  enum Part {
    DOWN(".lora_A.weight"),
    UP(".lora_B.weight"),
    UP_BIAS(".lora_B.bias"),
    EMBEDDING_DOWN(".lora_embedding_A"),
    EMBEDDING_UP(".lora_embedding_B"),
    MAGNITUDE(".lora_magnitude_vector"),
    MAGNITUDE_WEIGHT(".lora_magnitude_vector.weight"),
    TOKENS(".token_adapter.trainable_tokens_delta"),
    TOKENS_OWN(".trainable_tokens_delta"),
    ORIGINAL(".original_module.weight"),
    WHOLE(".weight"),
    BIAS(".bias");

    private final String ending;

    Part(String ending) {
      this.ending = ending;
    }
  }

  AdapterModule {
    tensors = Map.copyOf(tensors);
  }

  /**
   * @param tensors of an adapter's file
   * @return by the module's name within the base
   * @throws BadCheckpointException naming a tensor whose purpose is not known
   */
  static Map<String, AdapterModule> byName(Map<String, TensorInfo> tensors) {
    Map<String, Map<Part, TensorInfo>> found = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String plain = plain(name);
          Part part = part(name, plain);
          String module = plain.substring(0, plain.length() - part.ending.length());
          found.computeIfAbsent(module, own -> new EnumMap<>(Part.class)).put(part, tensor);
        });
    Map<String, AdapterModule> modules = new TreeMap<>();
    found.forEach((module, parts) -> modules.put(module, new AdapterModule(parts)));
    return modules;
  }

  private static String plain(String name) {
    String inner = name.startsWith(BASE) ? name.substring(BASE.length()) : name;
    return inner
        .replace(".default.", ".")
        .replaceFirst("\\.default$", "")
        .replace(".modules_to_save.", ".")
        .replace(BASE_LAYER + ".", ".");
  }

  private static Part part(String name, String plain) {
    for (Part part : Part.values()) {
      boolean isPair = part != Part.WHOLE && part != Part.BIAS;
      if (plain.endsWith(part.ending) && (isPair || !plain.contains(".lora_"))) {
        return part;
      }
    }
    throw new BadCheckpointException(
        "adapter tensor %s is of no known kind: merge the adapter with PEFT's merge_and_unload"
            .formatted(name));
  }

  Optional<TensorInfo> find(Part part) {
    return Optional.ofNullable(tensors.get(part));
  }

  Optional<TensorInfo> find(Part part, Part otherwise) {
    return find(part).or(() -> find(otherwise));
  }

  TensorInfo require(Part part, String module) {
    return find(part)
        .orElseThrow(
            () ->
                new BadCheckpointException(
                    "adapter tensor %s%s is missing: the adapter is damaged, save it again"
                        .formatted(module, part.ending)));
  }
}
