package io.hydrascope.agent.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hydrascope.schemas.text.Counted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * Entries that name no tensor, or another file, and tensors without an entry: as transformers, a
   * model is read from what its files hold.
   *
   * @param fileOf the file in which a tensor was found
   * @return a sentence for each kind of difference
   */
  List<String> differences(Map<String, String> fileOf) {
    Set<String> stale = new TreeSet<>(fileByTensor.keySet());
    stale.removeAll(fileOf.keySet());
    Set<String> moved = new TreeSet<>();
    Set<String> surplus = new TreeSet<>();
    fileOf.forEach(
        (tensor, file) -> {
          String expected = fileByTensor.get(tensor);
          if (expected == null) {
            surplus.add(tensor);
          } else if (!expected.equals(file)) {
            moved.add(tensor);
          }
        });
    List<String> notes = new ArrayList<>();
    note(notes, stale, "that no file holds");
    note(notes, moved, "that lie in another file than it says");
    if (!surplus.isEmpty()) {
      notes.add(
          "%s does not name %s of its files (%s)"
              .formatted(NAME, Counted.of(surplus.size(), "tensor"), first(surplus)));
    }
    return notes;
  }

  private static void note(List<String> notes, Set<String> tensors, String which) {
    if (!tensors.isEmpty()) {
      notes.add(
          "%s names %s %s (%s)"
              .formatted(NAME, Counted.of(tensors.size(), "tensor"), which, first(tensors)));
    }
  }

  private static String first(Set<String> tensors) {
    String first = shortened(tensors.iterator().next());
    return tensors.size() == 1 ? first : "the first is " + first;
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
