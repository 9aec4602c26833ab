package io.hydrascope.embedded;

import java.time.Duration;

/**
 * Told of every change while the platform starts and stops; called from several threads, one call
 * at a time.
 */
@FunctionalInterface
public interface StartProgress {
  /** What a part is doing. */
  enum State {
    STARTING,
    READY,
    FAILED,
    STOPPED
  }

  /** A part has changed; {@code elapsed} counts since the platform began to start or to stop. */
  void changed(Part part, State state, Duration elapsed);

  /** Tells nobody. */
  static StartProgress silent() {
    return (part, state, elapsed) -> {};
  }
}
