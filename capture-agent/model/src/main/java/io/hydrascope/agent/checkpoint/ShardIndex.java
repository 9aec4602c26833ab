package io.hydrascope.agent.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which tensor lies in which of a checkpoint's files.
 *
 * <pre>
 * {"metadata": {…}, "weight_map": {tensor: file, …}}
 * </pre>
 *
 * Files are plain names within the checkpoint's folder.
 */
record ShardIndex(Map<String, String> fileByTensor) {
  static final String NAME = "model.safetensors.index.json";
  static final int MAX_BYTES = 1 << 25;

  private static final int MAX_FILES = 4096;
  private static final int MAX_NAME_LENGTH = 255;
  private static final int SHOWN = 60;

  ShardIndex {
    fileByTensor = Map.copyOf(fileByTensor);
  }

  static ShardIndex parse(byte[] utf8) {
    if (!(BoundedJson.object(NAME, utf8).get("weight_map") instanceof ObjectNode map)
        || map.isEmpty()) {
      throw bad("weight_map", "is missing or empty: it names each tensor's file");
    }
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      files.put(entry.getKey(), fileName(entry.getKey(), entry.getValue()));
    }
    ShardIndex index = new ShardIndex(files);
    if (index.files().size() > MAX_FILES) {
      throw bad(
          "weight_map", "names %d files, limit %d".formatted(index.files().size(), MAX_FILES));
    }
    return index;
  }

  SortedSet<String> files() {
    return new TreeSet<>(fileByTensor.values());
  }

  /**
   * @param fileOf the file in which a tensor was found
   * @throws BadCheckpointException if the index says otherwise
   */
  void requireEqual(Map<String, String> fileOf) {
    fileByTensor.forEach(
        (tensor, file) -> {
          if (!file.equals(fileOf.get(tensor))) {
            throw bad(shortened(tensor), "should be in %s and is not".formatted(shortened(file)));
          }
        });
    fileOf.forEach(
        (tensor, file) -> {
          if (!fileByTensor.containsKey(tensor)) {
            throw bad(shortened(tensor), "is in %s and not in weight_map".formatted(file));
          }
        });
  }

  private static String fileName(String tensor, JsonNode value) {
    String name = value.isTextual() ? value.textValue() : "";
    boolean plain =
        !name.isEmpty()
            && name.length() <= MAX_NAME_LENGTH
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(ShardIndex::isSeparatorOrControl);
    if (!plain) {
      throw bad(
          shortened(tensor),
          "is in file %s: it must be a plain file name in the same folder"
              .formatted(shortened(value.toString())));
    }
    return name;
  }

  private static boolean isSeparatorOrControl(int character) {
    return character == '/'
        || character == '\\'
        || character == ':'
        || Character.isISOControl(character);
  }

  private static BadCheckpointException bad(String name, String what) {
    return new BadCheckpointException("%s: %s %s".formatted(NAME, name, what));
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
