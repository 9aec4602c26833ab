package io.hydrascope.agent.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** An opened Hugging Face folder. Files may be symbolic links, as in a hub cache. */
public final class Checkpoint implements Closeable {
  private static final String CONFIG = "config.json";
  private static final int MAX_CONFIG_BYTES = 1 << 20;

  private final Config config;
  private final Weights weights;
  private final String contentSha256;

  private Checkpoint(Config config, Weights weights, String contentSha256) {
    this.config = config;
    this.weights = weights;
    this.contentSha256 = contentSha256;
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
    if (!Files.isDirectory(folder)) {
      throw new BadCheckpointException(
          folder + " is no folder: give one with config.json and model.safetensors");
    }
    try {
      Path configFile = RealFile.in(folder, CONFIG);
      Config config = Config.parse(CONFIG, RealFile.read(configFile, MAX_CONFIG_BYTES));
      check.accept(config);
      WeightFiles files = WeightFiles.find(folder);
      String contentSha256 = contentSha256(configFile, files);
      return new Checkpoint(config, files.open(), contentSha256);
    } catch (IOException e) {
      throw new BadCheckpointException(folder + " cannot be read: " + e, e);
    }
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
