package io.hydrascope.agent.serve;

import io.hydrascope.agent.prompt.Prompt;
import java.util.concurrent.CompletableFuture;

/**
 * A prompt that waits for its capture.
 *
 * @param answer completes when the capture cannot be lost any more, or with the reason why there is
 *     none
 */
public record PendingPrompt(Prompt prompt, CompletableFuture<Answer> answer) {
  /**
   * @param rows effect rows that follow from it
   */
  public record Answer(String promptId, String captureId, long rows) {}
}
