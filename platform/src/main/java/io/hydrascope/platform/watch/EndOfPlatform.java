package io.hydrascope.platform.watch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end, begun by whoever closes the platform or by a signal. Thread-safe. */
final class EndOfPlatform implements Ending {
  private final CountDownLatch begun = new CountDownLatch(1);

  void begin() {
    begun.countDown();
  }

  @Override
  public boolean within(Duration time) throws InterruptedException {
    return begun.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
