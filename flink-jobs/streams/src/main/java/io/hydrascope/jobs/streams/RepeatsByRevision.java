package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.capture.CaptureSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts rows that were sent again by the revision that they are of, so that somebody who asks the
 * same prompts twice sees why nothing new is stored. Names come from outside: beyond the first
 * hundred revisions of a task, all count under {@code other}.
 */
final class RepeatsByRevision {
  private static final int MOST_REVISIONS = 100;
  private static final String OTHER = "other";

  private final MetricGroup metrics;
  private final Map<String, Counter> counters = new HashMap<>();

  RepeatsByRevision(MetricGroup metrics) {
    this.metrics = metrics;
  }

  void add(CaptureSource source, int rows) {
    if (rows == 0) {
      return;
    }
    String key = source.model() + "\n" + source.revision();
    boolean isOwn = counters.containsKey(key) || counters.size() < MOST_REVISIONS;
    Counter counter =
        isOwn
            ? counters.computeIfAbsent(key, own -> counter(source.model(), source.revision()))
            : counters.computeIfAbsent(OTHER, other -> counter(other, other));
    counter.inc(rows);
  }

  private Counter counter(String model, String revision) {
    return metrics
        .addGroup("model", model)
        .addGroup("revision", revision)
        .counter("rows_repeated_of_revision");
  }
}
