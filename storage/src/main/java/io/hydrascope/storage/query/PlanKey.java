package io.hydrascope.storage.query;

/**
 * How components were ablated and read: numbers under different plans are never pooled.
 *
 * @param referenceSet empty where none is used
 */
public record PlanKey(String ablation, String scope, String target, String referenceSet) {
  /** What holds of rows under this plan. */
  String condition() {
    return "ablation = %s AND scope = %s AND target = %s AND reference_set = %s"
        .formatted(
            SqlText.literal(ablation),
            SqlText.literal(scope),
            SqlText.literal(target),
            SqlText.literal(referenceSet));
  }
}
