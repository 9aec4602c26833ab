package io.hydrascope.agent.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An opened Hugging Face folder. Files may be symbolic links, as in a hub cache. */
public final class Checkpoint implements Closeable {
  private static final String CONFIG = "config.json";
  private static final int MAX_CONFIG_BYTES = 1 << 20;

  private final Config config;
  private final Weights weights;
  private final String contentSha256;
  private final List<String> notes;

  private Checkpoint(Config config, Weights weights, String contentSha256, List<String> notes) {
    this.config = config;
    this.weights = weights;
    this.contentSha256 = contentSha256;
    this.notes = List.copyOf(notes);
  }

  /**
   * @throws BadCheckpointException if the folder holds no readable checkpoint
   */
  public static Checkpoint open(Path folder) {
    return open(folder, config -> {});
  }

  /**
   * @param check refuses a config by an exception before any weight is looked at
   * @throws BadCheckpointException if the folder holds no readable checkpoint
   */
  public static Checkpoint open(Path folder, Consumer<Config> check) {
    try {
      if (!Files.isDirectory(folder)) {
        throw HubCache.noFolder(folder, System.getenv());
      }
      Path configFile = RealFile.in(folder, CONFIG);
      Config whole = Config.parse(CONFIG, RealFile.read(configFile, MAX_CONFIG_BYTES));
      Config config = Container.is(whole) ? Container.text(whole) : whole;
      check.accept(config);
      AdapterFolder.refuseBesideWeights(folder);
      WeightFiles files = WeightFiles.find(folder);
      Weights weights = files.open();
      try {
        for (Config part : List.of(whole, config)) {
          QuantisedFormat.refuse(folder, part, weights.tensors());
        }
        List<String> notes = files.notes(weights);
        Weights named = Container.is(whole) ? weights.ofText() : weights;
        return new Checkpoint(config, named, contentSha256(configFile, files), notes);
      } catch (IOException | RuntimeException e) {
        weights.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BadCheckpointException(folder + " cannot be read: " + e, e);
    }
  }

  /**
   * This checkpoint with an adapter in it; it takes this one's place and its open files.
   *
   * @param contentSha256 of both
   * @param more notes beside this one's
   */
  public Checkpoint adapted(
      Config adaptedConfig, Weights adaptedWeights, String contentSha256, List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new Checkpoint(adaptedConfig, adaptedWeights, contentSha256, all);
  }

  public Config config() {
    return config;
  }

  public Weights weights() {
    return weights;
  }

  /** The hash of config and weights, 64 hexadecimal digits. */
  public String contentSha256() {
    return contentSha256;
  }

  /** What of the folder's index does not agree with its files; a sentence each. */
  public List<String> notes() {
    return notes;
  }

  private static String contentSha256(Path configFile, WeightFiles files) throws IOException {
    ContentDigest digest = new ContentDigest().add(CONFIG, configFile);
    for (Map.Entry<String, Path> file : files.byName().entrySet()) {
      digest.add(file.getKey(), file.getValue());
    }
    return digest.finished();
  }

  @Override
  public void close() {
    try {
      weights.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
