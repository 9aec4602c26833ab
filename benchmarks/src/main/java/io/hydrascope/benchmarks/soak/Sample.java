package io.hydrascope.benchmarks.soak;

import java.util.Map;

/**
 * One look.
 *
 * @param seconds since the first prompt
 * @param rows of effects that can be queried
 * @param residentBytes by part
 * @param heapBytes in use, by process of Flink
 * @param stateBytes that the newest checkpoints of all jobs refer to
 * @param topicBytes on disk
 * @param flinkBytes on disk: checkpoints and working state
 * @param tables by name
 */
record Sample(
    double seconds,
    long rows,
    Map<String, Long> residentBytes,
    Map<String, Long> heapBytes,
    long stateBytes,
    long topicBytes,
    long flinkBytes,
    Map<String, Tables.Size> tables) {
  long resident() {
    return residentBytes.values().stream().mapToLong(Long::longValue).sum();
  }

  long tableBytes() {
    return tables.values().stream().mapToLong(Tables.Size::bytes).sum();
  }
}
