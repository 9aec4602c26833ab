package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.shift.PromptDifference;
import io.hydrascope.jobs.streams.ShortKey;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * What became of one prompt.
 *
 * @param pair {@link Kind#ANSWERED}: of the revision that answered with itself
 * @param difference of no components where it is {@link Kind#ANSWERED}; it says why a {@link
 *     Kind#LOST} one cannot be compared
 */
public record PromptOutcome(
    Kind kind, RevisionPair pair, PromptPart.PartPrompt prompt, PromptDifference difference) {

  public PromptOutcome {
    EarlierState.refuse(difference, "difference");
  }

  /** What happened to it. */
  public enum Kind {
    /** A revision has answered it completely. */
    ANSWERED,
    /** Both have, and agree on what was read. */
    COMPARED,
    /** Both have, and it cannot be compared. */
    LOST
  }

  static PromptOutcome answered(PromptPart part) {
    RevisionPair itself =
        new RevisionPair(
            part.model(),
            part.plan(),
            part.revision(),
            part.order(),
            part.revision(),
            part.order());
    return new PromptOutcome(Kind.ANSWERED, itself, part.prompt(), PromptDifference.none());
  }

  /** The outcome of a prompt that both have answered. */
  static PromptOutcome of(
      RevisionPair pair, PromptPart.PartPrompt prompt, PromptDifference difference) {
    Kind kind = difference.isComparable() ? Kind.COMPARED : Kind.LOST;
    return new PromptOutcome(kind, pair, prompt, difference);
  }

  /** Whether it waits for the other prompts of its group: it counts there even if it is lost. */
  boolean isJoined() {
    return kind != Kind.ANSWERED && prompt.isGrouped();
  }

  /** Prompts that are one unit share it. */
  Tuple2<Long, Long> unitKey() {
    return isJoined()
        ? ShortKey.of(pair.text(), "group", prompt.group())
        : ShortKey.of(pair.text(), "prompt", prompt.promptId());
  }
}
