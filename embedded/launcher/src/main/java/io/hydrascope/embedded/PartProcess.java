package io.hydrascope.embedded;

import java.nio.file.Path;

/** One process of the platform, as whoever watches over it sees it. Thread-safe. */
public interface PartProcess {
  /** {@code kafka}, {@code clickhouse}, {@code jobmanager}, {@code taskmanager-1}. */
  String name();

  boolean isAlive();

  /** How it ended: {@code was killed by signal 9}, {@code ended with exit code 1 (reason)}. */
  String end();

  Path log();

  /**
   * After its end: starts it again at the same address, on the same data, and returns when it is
   * ready.
   *
   * @throws EmbeddedException if it does not become ready; it may run nevertheless
   */
  void restart();

  /** SIGKILL, for one that is alive and does not answer; returns when it is gone. */
  void kill();
}
