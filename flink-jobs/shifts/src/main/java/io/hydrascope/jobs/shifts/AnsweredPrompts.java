package io.hydrascope.jobs.shifts;

/**
 * Prompts that one revision has answered under a plan.
 *
 * @param order as in {@link PromptPart}
 * @param lastMillis when it answered last, by the job's clock
 */
public record AnsweredPrompts(int order, long prompts, long lastMillis) {
  AnsweredPrompts oneMore(long nowMillis) {
    return new AnsweredPrompts(order, prompts + 1, Math.max(nowMillis, lastMillis));
  }
}
