package io.hydrascope.agent.serve;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets the agents of one process compute one after the other, in the order in which they asked: so
 * they stay in step, and only one of them holds a pass in memory. Thread-safe.
 */
public final class EngineTurns {
  private final ReentrantLock engine = new ReentrantLock(/* fair= */ true);

  <T> T take(Supplier<T> work) {
    engine.lock();
    try {
      return work.get();
    } finally {
      engine.unlock();
    }
  }
}
