package io.hydrascope.platform;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for the end of a platform that stays up. */
public final class PlatformEnd {
  private PlatformEnd() {}

  /**
   * Returns when a part has ended or the time is over.
   *
   * @param ended which part has ended by itself and what its log says
   * @param look how long until it is asked again
   * @return what {@code ended} said; empty when the time is over
   */
  public static Optional<String> await(
      Supplier<Optional<String>> ended, Duration limit, Duration look) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long start = System.nanoTime();
    while (true) {
      Optional<String> part = ended.get();
      long leftMillis = limit.toMillis() - (System.nanoTime() - start) / 1_000_000;
      if (part.isPresent() || leftMillis <= 0) {
        return part;
      }
      boolean unused = never.await(Math.min(leftMillis, look.toMillis()), TimeUnit.MILLISECONDS);
    }
  }
}
