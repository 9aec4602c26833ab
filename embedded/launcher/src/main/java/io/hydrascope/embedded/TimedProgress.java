package io.hydrascope.embedded;

import java.time.Duration;

/** Adds the time since its own creation, and lets one call through at a time. */
final class TimedProgress {
  private final StartProgress progress;
  private final long startNanos = System.nanoTime();

  TimedProgress(StartProgress progress) {
    this.progress = progress;
  }

  synchronized void changed(Part part, StartProgress.State state) {
    progress.changed(part, state, Duration.ofNanos(System.nanoTime() - startNanos));
  }
}
