package io.hydrascope.embedded;

import java.util.List;

/**
 * A part that runs. {@link #close} stops its processes gracefully and lets go of its data
 * directory.
 */
public sealed interface EmbeddedPart extends AutoCloseable
    permits EmbeddedKafka, EmbeddedClickHouse, EmbeddedFlink {
  /** The pids of its running processes. */
  List<Long> pids();

  @Override
  void close();
}
