package io.hydrascope.jobs.shifts;

import org.jspecify.annotations.Nullable;

/**
 * State that an earlier version of this job wrote. Flink reads a record by its fields' names and
 * leaves null what the state does not have.
 */
final class EarlierState {
  private EarlierState() {}

  /**
   * @throws IllegalStateException if the state lacks the field
   */
  static void refuse(@Nullable Object field, String name) {
    if (field == null) {
      throw new IllegalStateException(
          "state of the shift job lacks %s: another version wrote it; go on with that one, or start the job without its savepoint"
              .formatted(name));
    }
  }
}
