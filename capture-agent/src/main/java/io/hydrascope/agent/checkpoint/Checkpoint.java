package io.hydrascope.agent.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/** An opened Hugging Face folder. Files may be symbolic links, as in a hub cache. */
public final class Checkpoint implements Closeable {
  private static final String CONFIG = "config.json";
  private static final int MAX_CONFIG_BYTES = 1 << 20;
  private static final int HASH_BLOCK_BYTES = 1 << 20;

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

  /** Of config and weights, 64 hexadecimal digits. */
  public String contentSha256() {
    return contentSha256;
  }

  /** The digest over each file's name and digest, so that no file's bytes pass for another's. */
  private static String contentSha256(Path configFile, WeightFiles files) throws IOException {
    MessageDigest all = sha256();
    update(all, CONFIG, configFile);
    for (Map.Entry<String, Path> file : files.byName().entrySet()) {
      update(all, file.getKey(), file.getValue());
    }
    return HexFormat.of().formatHex(all.digest());
  }

  private static void update(MessageDigest all, String name, Path file) throws IOException {
    all.update((name + " " + fileSha256(file) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String fileSha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] block = new byte[HASH_BLOCK_BYTES];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        digest.update(block, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
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
