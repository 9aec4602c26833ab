package io.hydrascope.compare;

import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.Counted;
import java.util.Optional;

/**
 * Prompts that a revision could not answer with numbers, or not at a common token. A few are left
 * out and told; many are an error, since what is left is then another set of prompts.
 */
final class UnansweredPrompts {
  private static final double MOST_SHARE = 0.05;

  private final int asked;
  private int lost;
  private String first = "";

  /**
   * @param asked how many prompts are asked in all
   */
  UnansweredPrompts(int asked) {
    this.asked = asked;
  }

  void add(String promptId, String reason) {
    add(1, promptId, reason);
  }

  /**
   * @param promptId one of them
   */
  void add(long prompts, String promptId, String reason) {
    if (prompts == 0) {
      return;
    }
    lost += Math.toIntExact(prompts);
    if (first.isEmpty()) {
      first = "prompt " + promptId + ": " + reason;
    }
    if (lost > MOST_SHARE * asked) {
      throw new BadInputException(
          "lost=%d prompts, more than %.0f%% of %d: what is left is no fair comparison. The first: %s"
              .formatted(lost, 100 * MOST_SHARE, asked, first));
    }
  }

  int count() {
    return lost;
  }

  /** For a reader; empty if none was lost. */
  Optional<String> note() {
    return lost == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %s lost and left out. The first: %s"
                .formatted(lost, Counted.of(asked, "prompt"), first));
  }
}
