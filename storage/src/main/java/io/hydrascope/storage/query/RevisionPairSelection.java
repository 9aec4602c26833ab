package io.hydrascope.storage.query;

import java.util.List;

/**
 * Which rows of {@code effects} a comparison of two revisions reads.
 *
 * @param components text form; rows of others are not read
 * @param promptIds rows of others are not read; empty: all are
 */
public record RevisionPairSelection(
    String model,
    String base,
    String candidate,
    PlanKey plan,
    List<String> components,
    List<String> promptIds) {
  public RevisionPairSelection {
    components = List.copyOf(components);
    promptIds = List.copyOf(promptIds);
    if (components.isEmpty()) {
      throw new IllegalArgumentException(
          "base=%s, candidate=%s: expected some components".formatted(base, candidate));
    }
  }

  /** What holds of those rows. */
  String condition() {
    String prompts =
        promptIds.isEmpty() ? "" : " AND prompt_id IN (" + SqlText.literals(promptIds) + ")";
    return "model = %s AND revision IN (%s, %s) AND %s AND component IN (%s)%s"
        .formatted(
            SqlText.literal(model),
            SqlText.literal(base),
            SqlText.literal(candidate),
            plan.condition(),
            SqlText.literals(components),
            prompts);
  }
}
