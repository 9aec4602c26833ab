package io.hydrascope.alerting.state;

import java.util.Optional;

/** What one look at a comparison found. */
public sealed interface Evaluation {
  /** For a person. */
  String reason();

  /** Something shifted. */
  record Shifted(String reason) implements Evaluation {}

  /** Everything stayed within delta. */
  record Equivalent(String reason) implements Evaluation {}

  /** Neither, so far. */
  record Undecided(String reason) implements Evaluation {}

  /** Too many prompts cannot be compared: the rest may not speak for them. */
  record Impaired(String reason) implements Evaluation {}

  /** The candidate does not answer. */
  record Missing(String reason) implements Evaluation {}

  /** Nobody wants to know. */
  record Paused(String reason) implements Evaluation {}

  /**
   * The one that counts. A shift that was found stays found when prompts are lost; no other verdict
   * outweighs what is missing.
   *
   * @param verdict from the data that there are
   * @param trouble with the data
   */
  static Evaluation of(Evaluation verdict, Optional<Evaluation> trouble) {
    if (trouble.isEmpty()) {
      return verdict;
    }
    return verdict instanceof Shifted
        ? new Shifted(verdict.reason() + "; " + trouble.get().reason())
        : trouble.get();
  }
}
