package io.hydrascope.embedded;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes in reverse order what was opened, also when opening stops half-way. */
final class Opened implements AutoCloseable {
  /** A resource whose close has no checked exception. */
  @FunctionalInterface
  interface Resource {
    void close();
  }

  private final Deque<Resource> resources = new ArrayDeque<>();

  synchronized void add(Resource resource) {
    resources.push(resource);
  }

  /** For the failure that ended the opening; what closing throws is added to it. */
  void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public synchronized void close() {
    RuntimeException first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
