package io.hydrascope.agent.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A checkpoint's readers on bytes in memory. */
public final class TestingParsers {
  private static final Path FILE = Path.of("model.safetensors");

  private TestingParsers() {}

  public static Config config(byte[] utf8) {
    return Config.parse("config.json", utf8);
  }

  /** Where tensors would lie; their values cannot be read. */
  public static Weights weights(byte[] file) {
    byte[] first = Arrays.copyOf(file, SafetensorsHeader.LENGTH_BYTES);
    int length = SafetensorsHeader.headerBytes(FILE, first, file.length);
    byte[] json = Arrays.copyOfRange(file, first.length, first.length + length);
    return new Weights(Map.of(), SafetensorsHeader.parse(FILE, json, file.length));
  }

  /** Compares an index with the files that tensors were found in. */
  public static void index(byte[] utf8, Map<String, String> fileOf) {
    ShardIndex.parse(utf8).differences(fileOf);
  }

  public static Map<String, String> fileByTensor(byte[] index) {
    return ShardIndex.parse(index).fileByTensor();
  }
}
