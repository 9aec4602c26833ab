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
    if (components.isEmpty() || base.equals(candidate)) {
      throw new IllegalArgumentException(
          "base=%s, candidate=%s, components=%s: expected two revisions and some components"
              .formatted(base, candidate, components));
    }
  }
}
