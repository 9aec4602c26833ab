package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.PromptSums;
import io.hydrascope.schemas.rows.MetricsKey;

/**
 * What one prompt adds to one key.
 *
 * @param keyText the key for Flink's partitions: a record with an enum has another hash in each JVM
 */
public record KeyedPromptSums(String keyText, MetricsKey key, PromptSums sums) {
  private static final String SEPARATOR = "\n";

  static KeyedPromptSums of(MetricsKey key, PromptSums sums) {
    String text =
        String.join(
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
    return new KeyedPromptSums(text, key, sums);
  }
}
