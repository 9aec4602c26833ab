package io.hydrascope.agent.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where Hugging Face's own tools keep what they downloaded. */
public final class HubCache {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

  private HubCache() {}

  /** The error for a folder that is not there; it may be the id of a model on the hub. */
  static BadCheckpointException noFolder(Path folder, Map<String, String> environment)
      throws IOException {
    String text = folder + " is no folder: give one with config.json and model.safetensors";
    for (String id : ids(folder)) {
      Optional<Path> snapshot = find(id, environment);
      if (snapshot.isPresent()) {
        return new BadCheckpointException(
            "%s is no folder; the hub's cache has %s: give --model %s"
                .formatted(folder, id, WayOut.word(snapshot.get())));
      }
    }
    if (Files.exists(folder)) {
      return new BadCheckpointException(text + ", not a file");
    }
    Path parent = folder.toAbsolutePath().getParent();
    return parent == null || Files.exists(parent) || ids(folder).length < 2
        ? new BadCheckpointException(text)
        : new BadCheckpointException(
            "%s; if %s is a model on the Hugging Face hub, download it: hf download %s --local-dir DIR"
                .formatted(text, ids(folder)[0], ids(folder)[0]));
  }

  /** The newest snapshot of a model by its id, if it was downloaded. */
  public static Optional<Path> find(String id, Map<String, String> environment) throws IOException {
    Path repository = root(environment).resolve("models--" + id.replace("/", "--"));
    return Files.isDirectory(repository) ? newestSnapshot(repository) : Optional.empty();
  }

  static Optional<Path> newestSnapshot(Path repository) throws IOException {
    Path snapshots = repository.resolve("snapshots");
    if (!Files.isDirectory(snapshots)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(snapshots)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("config.json")))
          .max(Comparator.comparing(HubCache::changed).thenComparing(Path::toString));
    }
  }

  /** {@code organisation/name}, and the name alone as a few old models have it. */
  private static String[] ids(Path folder) {
    Path name = folder.getFileName();
    Path above = folder.getParent() == null ? null : folder.getParent().getFileName();
    if (name == null || !PART.matcher(name.toString()).matches()) {
      return new String[0];
    }
    return above == null || !PART.matcher(above.toString()).matches()
        ? new String[] {name.toString()}
        : new String[] {above + "/" + name, name.toString()};
  }

  private static Path root(Map<String, String> environment) {
    if (environment.containsKey("HF_HUB_CACHE")) {
      return Path.of(environment.get("HF_HUB_CACHE"));
    }
    if (environment.containsKey("HF_HOME")) {
      return Path.of(environment.get("HF_HOME"), "hub");
    }
    return Path.of(System.getProperty("user.home", ""), ".cache", "huggingface", "hub");
  }

  private static FileTime changed(Path folder) {
    try {
      return Files.getLastModifiedTime(folder);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
