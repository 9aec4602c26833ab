package io.hydrascope.platform.watch;

import java.time.Duration;

/** Whether the platform is about to end: nothing is mended then. */
interface Ending {
  /** Waits so long; whether the end begins meanwhile, or has begun. */
  boolean within(Duration time) throws InterruptedException;
}
