package io.hydrascope.jobs.shifts;

/**
 * Prompts that one revision has answered under a plan.
 *
 * @param order as in {@link PromptPart}
 * @param lastMillis when it answered last, by the job's clock
 */
public record Answered(int order, long prompts, long lastMillis) {
  Answered oneMore(long nowMillis) {
    return new Answered(order, prompts + 1, Math.max(nowMillis, lastMillis));
  }
}
