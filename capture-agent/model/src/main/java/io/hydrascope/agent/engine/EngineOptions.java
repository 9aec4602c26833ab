package io.hydrascope.agent.engine;

import java.nio.file.Path;
import java.util.Map;

/**
 * @param threads of the one pool that all sessions of this JVM share
 * @param memoryBudgetBytes for activations of one pass, and for the captured rows of one prompt;
 *     weights come on top. On a GPU it is the GPU's memory.
 * @param precision of layers; other than fp32 with TensorRT alone
 * @param cacheFolder where TensorRT keeps the engines it builds; other engines do not touch it
 */
public record EngineOptions(
    int threads, long memoryBudgetBytes, Engine engine, Precision precision, Path cacheFolder) {
  private static final long DEFAULT_MEMORY_BYTES = 512L << 20;

  public EngineOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads=" + threads + ": at least 1");
    }
    if (memoryBudgetBytes < 1) {
      throw new IllegalArgumentException("memoryBudgetBytes=" + memoryBudgetBytes + ": at least 1");
    }
    if (precision != Precision.FP32 && engine != Engine.TENSORRT) {
      throw new IllegalArgumentException(
          "precision=%s with engine=%s: only tensorrt computes in less than fp32"
              .formatted(precision.text(), engine.text()));
    }
  }

  /** On the CPU. */
  public EngineOptions(int threads, long memoryBudgetBytes) {
    this(
        threads,
        memoryBudgetBytes,
        Engine.CPU,
        Precision.FP32,
        defaultCacheFolder(System.getenv()));
  }

  /** Every processor, 512 MiB. */
  public static EngineOptions defaults() {
    return new EngineOptions(Runtime.getRuntime().availableProcessors(), DEFAULT_MEMORY_BYTES);
  }

  public EngineOptions on(Engine other, Precision otherPrecision) {
    return new EngineOptions(threads, memoryBudgetBytes, other, otherPrecision, cacheFolder);
  }

  /** {@code $XDG_CACHE_HOME/hydrascope/tensorrt}, otherwise below {@code ~/.cache}. */
  static Path defaultCacheFolder(Map<String, String> environment) {
    String folder = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        folder.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(folder);
    return caches.resolve("hydrascope").resolve("tensorrt");
  }
}
