package io.hydrascope.jobs.shifts;

/**
 * What became of one prompt.
 *
 * @param pair {@link Kind#ANSWERED}: of the revision that answered with itself
 * @param differences candidate − base of {@link PromptPart#READ} // [component of the plan,
 *     measure]; empty unless {@link Kind#COMPARED}
 * @param baseSums the base's direct_effect and self_repair, summed over the prompt's rows //
 *     [component of the plan, 2]; empty unless {@link Kind#COMPARED}
 * @param reason why a {@link Kind#LOST} one cannot be compared
 */
public record PromptOutcome(
    Kind kind,
    RevisionPair pair,
    PromptPart.PartPrompt prompt,
    double[] differences,
    double[] baseSums,
    String reason) {
  private static final double[] NONE = {};

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
    return new PromptOutcome(Kind.ANSWERED, itself, part.prompt(), NONE, NONE, "");
  }

  static PromptOutcome lost(RevisionPair pair, PromptPart.PartPrompt prompt, String reason) {
    return new PromptOutcome(Kind.LOST, pair, prompt, NONE, NONE, reason);
  }

  /** Prompts that are one unit share it. */
  String unitText() {
    boolean joined = kind == Kind.COMPARED && prompt.isGrouped();
    return pair.text()
        + "\n"
        + (joined ? "group " + prompt.group() : "prompt " + prompt.promptId());
  }
}
