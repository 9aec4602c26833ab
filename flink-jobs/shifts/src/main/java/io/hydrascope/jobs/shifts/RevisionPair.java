package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.schemas.CapturePlan;
import java.util.List;

/**
 * Two revisions of a model under one plan.
 *
 * @param baseOrder as in {@link PromptPart}
 * @param candidateOrder likewise
 */
public record RevisionPair(
    String model,
    CapturePlan plan,
    String base,
    int baseOrder,
    String candidate,
    int candidateOrder) {

  /** The plan's identity, whatever the revision and the prompt. */
  static String planId(CapturePlan plan) {
    return plan.captureId("", "", List.of());
  }

  /** Whether the rule compares them. */
  boolean isOf(Rule rule) {
    return rule.watch().wants(model, plan.target())
        && rule.watch().base().pairs(base, baseOrder, candidate, candidateOrder);
  }

  /** Of all pairs of the model under the plan. */
  String watchText() {
    return model + "\n" + planId(plan);
  }

  String text() {
    return String.join("\n", model, base, candidate, planId(plan));
  }
}
