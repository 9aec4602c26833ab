package io.hydrascope.agent.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where TensorRT's engines lie: one folder a graph, weights, GPU, ONNX Runtime and precision. ONNX
 * Runtime's own names for engines know the graph alone, but an engine holds weights.
 */
final class EngineCache {
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");
  private static final String MODEL = "Model:";
  private static final int KEY_CHARACTERS = 32;

  private EngineCache() {}

  /** The folder of one graph's engines, made if it is not there. */
  static Path folder(EngineOptions options, byte[] graph, Profile profile, String runtimeVersion)
      throws IOException {
    String key = key(graph, profile.weights(), gpus(GPUS), runtimeVersion, options.precision());
    return Files.createDirectories(options.cacheFolder().resolve(key));
  }

  static String key(
      byte[] graph, String weights, List<String> gpus, String runtimeVersion, Precision precision) {
    MessageDigest digest = sha256();
    String rest = String.join("\n", weights, gpus.toString(), runtimeVersion, precision.text());
    digest.update(rest.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(graph);
    return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_CHARACTERS);
  }

  /** Names of this machine's GPUs as NVIDIA's driver for Linux lists them; empty elsewhere. */
  static List<String> gpus(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> gpus = Files.list(folder)) {
      List<Path> described = gpus.map(gpu -> gpu.resolve("information")).sorted().toList();
      List<String> names = new ArrayList<>();
      for (Path file : described) {
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith(MODEL))
            .map(line -> line.substring(MODEL.length()).strip())
            .forEach(names::add);
      }
      return names;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
