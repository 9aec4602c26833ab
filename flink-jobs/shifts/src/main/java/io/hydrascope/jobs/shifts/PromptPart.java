package io.hydrascope.jobs.shifts;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;

/**
 * What one revision said about one prompt, or about some of the plan's components; one entry a row.
 *
 * @param component index into {@code components}
 * @param donor as in {@link EffectBatch}
 * @param selfRepair in logits
 */
public record PromptPart(
    String model,
    String revision,
    CapturePlan plan,
    String promptId,
    List<AblationUnit> components,
    int[] component,
    int[] position,
    int[] donor,
    int[] targetToken,
    double[] selfRepair) {

  static PromptPart of(EffectBatch effects) {
    double[] selfRepair = new double[effects.count()];
    for (int row = 0; row < selfRepair.length; row++) {
      selfRepair[row] = effects.measure(row, Measure.SELF_REPAIR);
    }
    return new PromptPart(
        effects.source().model(),
        effects.source().revision(),
        effects.plan(),
        effects.capture().promptId(),
        effects.ablated(),
        effects.component(),
        effects.position(),
        effects.donor(),
        effects.targetToken(),
        selfRepair);
  }

  /** The plan's identity, whatever the revision and the prompt. */
  String planId() {
    return plan.captureId("", "", List.of());
  }

  /** What both revisions' parts share. */
  String pairText() {
    return String.join("\n", model, planId(), promptId);
  }
}
