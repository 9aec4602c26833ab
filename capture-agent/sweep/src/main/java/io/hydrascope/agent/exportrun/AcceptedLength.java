package io.hydrascope.agent.exportrun;

import io.hydrascope.agent.prompt.BadPromptException;
import io.hydrascope.agent.prompt.Prompt;
import java.util.function.IntPredicate;

/**
 * How many positions a graph accepts: a table of positions ends somewhere, and only running it
 * tells where. Mutable: it remembers what was tried. One thread at a time.
 */
final class AcceptedLength {
  private final IntPredicate accepts;
  private int accepted;
  private int refused = Integer.MAX_VALUE;

  /**
   * @param accepts whether so many positions can be run
   */
  AcceptedLength(IntPredicate accepts) {
    this.accepts = accepts;
  }

  /**
   * @throws BadPromptException naming length and limit if the graph does not accept it
   */
  void require(Prompt prompt) {
    int length = prompt.tokens().length;
    if (length > accepted && length < refused) {
      tryOut(length);
    }
    if (length > accepted) {
      findLimit();
      throw new BadPromptException(
          "prompt %s: tokens=%d, this export's graph accepts %d: shorten it"
              .formatted(prompt.id(), length, accepted));
    }
  }

  private void findLimit() {
    while (refused - accepted > 1) {
      tryOut(accepted + (refused - accepted) / 2);
    }
  }

  private void tryOut(int length) {
    if (accepts.test(length)) {
      accepted = length;
    } else {
      refused = length;
    }
  }
}
