package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A checkpoint's weights: one file or several with an index.
 *
 * @param byName real files under the names in the checkpoint's folder, in order of name
 */
record WeightFiles(TreeMap<String, Path> byName, Optional<ShardIndex> index) {
  private static final String SINGLE = "model.safetensors";

  static WeightFiles find(Path folder) throws IOException {
    TreeMap<String, Path> files = new TreeMap<>();
    if (Files.exists(folder.resolve(SINGLE)) || !Files.exists(folder.resolve(ShardIndex.NAME))) {
      files.put(SINGLE, RealFile.in(folder, SINGLE));
      return new WeightFiles(files, Optional.empty());
    }
    Path indexFile = RealFile.in(folder, ShardIndex.NAME);
    ShardIndex index = ShardIndex.parse(RealFile.read(indexFile, ShardIndex.MAX_BYTES));
    for (String name : index.files()) {
      files.put(name, RealFile.in(folder, name));
    }
    requireOneFolder(folder, files);
    return new WeightFiles(files, Optional.of(index));
  }

  /** Where two files hold a tensor, the index says which counts. */
  Weights open() throws IOException {
    Map<String, Path> chosen = new HashMap<>();
    index.ifPresent(
        known ->
            known.fileByTensor().forEach((tensor, file) -> chosen.put(tensor, byName.get(file))));
    return Weights.open(byName.values(), chosen);
  }

  /** Where the index and the files disagree without harm: a sentence each. */
  List<String> notes(Weights weights) {
    return index.map(known -> known.differences(fileNames(weights))).orElse(List.of());
  }

  private Map<String, String> fileNames(Weights weights) {
    Map<Path, String> names = new HashMap<>();
    byName.forEach((name, file) -> names.put(file, name));
    Map<String, String> fileOf = new HashMap<>();
    weights
        .tensors()
        .forEach((tensor, info) -> fileOf.put(tensor, names.getOrDefault(info.file(), "")));
    return fileOf;
  }

  /** The engine reads weights from one folder, and copying them is no option at their size. */
  private static void requireOneFolder(Path folder, Map<String, Path> files) {
    Set<Path> folders = new HashSet<>();
    files.values().forEach(file -> folders.add(file.getParent()));
    if (folders.size() > 1) {
      throw new BadCheckpointException(
          "%s: the files of %s are symbolic links into %d folders, supported is one: move them"
              .formatted(folder, ShardIndex.NAME, folders.size()));
    }
  }
}
