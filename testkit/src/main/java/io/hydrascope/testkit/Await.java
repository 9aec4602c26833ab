package io.hydrascope.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something that another process does. */
public final class Await {
  private static final Duration POLL = Duration.ofMillis(20);

  private Await() {}

  /**
   * Fails with what {@code description} says at the end when {@code condition} stays false for
   * {@code limit}.
   */
  public static void until(
      Duration limit, BooleanSupplier condition, Supplier<String> description) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError(
            "not within %d ms: %s".formatted(limit.toMillis(), description.get()));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
