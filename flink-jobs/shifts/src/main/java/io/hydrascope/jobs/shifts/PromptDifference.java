package io.hydrascope.jobs.shifts;

import io.hydrascope.schemas.CapturePlan;
import java.util.List;

/**
 * One prompt, asked of two revisions.
 *
 * @param differences of self_repair, candidate − base // [component of the plan]
 */
public record PromptDifference(
    String model,
    String base,
    String candidate,
    CapturePlan plan,
    String promptId,
    double[] differences) {

  /** What all prompts of one comparison share. */
  String comparisonText() {
    return String.join("\n", model, base, candidate, plan.captureId("", "", List.of()));
  }
}
