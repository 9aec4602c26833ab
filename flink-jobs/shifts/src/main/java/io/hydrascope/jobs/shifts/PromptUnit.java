package io.hydrascope.jobs.shifts;

import java.util.List;

/** Prompts that share a template or document, or a single one: one observation. All of one kind. */
public record PromptUnit(List<PromptOutcome> prompts) {
  PromptOutcome first() {
    return prompts.get(0);
  }

  String name() {
    PromptPart.PartPrompt prompt = first().prompt();
    return prompt.isGrouped() ? prompt.group() : prompt.promptId();
  }

  /** The event time of its earliest prompt. */
  long eventTimeMicros() {
    return prompts.stream().mapToLong(each -> each.prompt().eventTimeMicros()).min().orElse(0);
  }
}
