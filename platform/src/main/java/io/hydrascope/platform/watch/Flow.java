package io.hydrascope.platform.watch;

import java.time.Instant;

/** Whether rows move through all jobs. */
public interface Flow {
  /** Whether every job runs and has completed a checkpoint that began after {@code since}. */
  boolean flowsSince(Instant since);
}
