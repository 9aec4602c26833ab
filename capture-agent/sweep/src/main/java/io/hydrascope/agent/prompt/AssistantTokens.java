package io.hydrascope.agent.prompt;

/**
 * Which tokens of a prompt the assistant says.
 *
 * @param places ascending
 * @param refusal why they cannot be told; empty if they can
 */
public record AssistantTokens(int[] places, String refusal) {
  static final AssistantTokens NONE =
      refused(
          "has no messages in which the assistant speaks: use --readout all, last or positions");

  static AssistantTokens refused(String why) {
    return new AssistantTokens(new int[0], why);
  }

  /**
   * @throws BadPromptException if they cannot be told
   */
  public int[] required(String prompt) {
    if (!refusal.isEmpty()) {
      throw new BadPromptException("prompt %s: readout=answer: %s".formatted(prompt, refusal));
    }
    return places.clone();
  }
}
