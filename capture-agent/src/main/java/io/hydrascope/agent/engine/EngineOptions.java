package io.hydrascope.agent.engine;

/**
 * @param threads of the one pool that all sessions of this JVM share
 * @param memoryBudgetBytes for activations of one pass, and for the captured rows of one prompt;
 *     weights come on top
 */
public record EngineOptions(int threads, long memoryBudgetBytes) {
  private static final long DEFAULT_MEMORY_BYTES = 512L << 20;

  public EngineOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads=" + threads + ": at least 1");
    }
    if (memoryBudgetBytes < 1) {
      throw new IllegalArgumentException("memoryBudgetBytes=" + memoryBudgetBytes + ": at least 1");
    }
  }

  /** Every processor, 512 MiB. */
  public static EngineOptions defaults() {
    return new EngineOptions(Runtime.getRuntime().availableProcessors(), DEFAULT_MEMORY_BYTES);
  }
}
