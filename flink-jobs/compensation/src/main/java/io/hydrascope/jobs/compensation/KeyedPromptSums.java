package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.PromptSums;
import io.hydrascope.schemas.rows.MetricsKey;

/**
 * What one prompt adds to one key and to its windows.
 *
 * @param keyText the key for Flink's partitions: a record with an enum has another hash in each JVM
 * @param key of all time
 * @param eventTimeMicros says which windows; microseconds since 1970 UTC
 */
public record KeyedPromptSums(
    String keyText, MetricsKey key, PromptSums sums, long eventTimeMicros) {
  private static final String SEPARATOR = "\n";

  static KeyedPromptSums of(MetricsKey key, PromptSums sums, long eventTimeMicros) {
    return new KeyedPromptSums(text(key), key, sums, eventTimeMicros);
  }

  /** Without the window's start: a key's windows lie together. */
  static String text(MetricsKey key) {
    return String.join(
        SEPARATOR,
        key.model(),
        key.revision(),
        key.component().text(),
        key.ablation(),
        key.scope(),
        key.target(),
        key.referenceSet(),
        key.segment(),
        key.window(),
        key.kept());
  }
}
