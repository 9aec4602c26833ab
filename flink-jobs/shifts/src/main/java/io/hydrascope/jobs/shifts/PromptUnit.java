package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.ShiftTest;
import io.hydrascope.analysis.shift.UnitDifference;
import io.hydrascope.schemas.AblationUnit;
import java.util.List;

/**
 * Prompts that share a template or document, or a single one: one observation. Either all were
 * answered by one revision or all by both.
 */
public record PromptUnit(List<PromptOutcome> prompts) {
  PromptOutcome first() {
    return prompts.get(0);
  }

  boolean isCompared() {
    return count(PromptOutcome.Kind.COMPARED) > 0;
  }

  long count(PromptOutcome.Kind kind) {
    return prompts.stream().filter(prompt -> prompt.kind() == kind).count();
  }

  /** The difference over its prompts in the segment that can be compared. */
  UnitDifference difference(String segment, List<AblationUnit> components) {
    UnitDifference difference = new UnitDifference(components.size());
    for (PromptOutcome prompt : prompts) {
      if (prompt.kind() == PromptOutcome.Kind.COMPARED
          && ShiftTest.includes(segment, prompt.prompt().segments())) {
        difference.add(prompt.difference());
      }
    }
    return difference;
  }

  /** The base's sums at each prompt, also at those that cannot be compared. */
  List<double[]> baseSums() {
    return prompts.stream().map(prompt -> prompt.difference().baseSums()).toList();
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
