package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.BaseSelection;
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

  /**
   * The candidate with the base that a rule asks for and that has not answered. Of no rule where
   * the candidate is that base itself, or the first that was seen at all.
   */
  RevisionPair withoutBase(Rule rule) {
    BaseSelection wanted = rule.watch().base();
    boolean isNamed = wanted.kind() == BaseSelection.Kind.NAMED;
    int order =
        isNamed || candidateOrder == 0
            ? PromptPart.UNORDERED
            : wanted.kind() == BaseSelection.Kind.FIRST ? 0 : candidateOrder - 1;
    return new RevisionPair(model, plan, wanted.text(), order, candidate, candidateOrder);
  }

  /** The text that stands for all pairs of the model under the plan. */
  String watchText() {
    return model + "\n" + planId(plan);
  }

  String text() {
    return String.join("\n", model, base, candidate, planId(plan));
  }
}
