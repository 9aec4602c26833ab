package io.hydrascope.http;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that the bodies of all requests may take together. Thread-safe. */
final class BodyBudget {
  private final long mostBytes;
  private final AtomicLong taken = new AtomicLong();

  BodyBudget(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Whether there was room. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= mostBytes) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
