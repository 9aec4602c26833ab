package io.hydrascope.jobs.shifts;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;
import java.util.Map;

/**
 * What one revision said about one prompt, or about some of the plan's components; one entry a row.
 *
 * @param order the revision's place in the order in which the model's revisions were seen, from 0;
 *     {@link #UNORDERED} before that is known
 * @param component index into {@code components}
 * @param donor as in {@link EffectBatch}
 * @param values of {@link #READ} // [row, measure]
 */
public record PromptPart(
    String model,
    String revision,
    int order,
    CapturePlan plan,
    PartPrompt prompt,
    List<AblationUnit> components,
    int[] component,
    int[] position,
    int[] donor,
    int[] targetToken,
    double[] values) {
  /** What comparisons are made of, in order. */
  static final List<Measure> READ =
      List.of(
          Measure.SELF_REPAIR, Measure.DIRECT_EFFECT, Measure.TOTAL_EFFECT, Measure.LOGPROB_DROP);

  static final int UNORDERED = -1;

  /** As in {@link io.hydrascope.schemas.capture.Capture}. */
  public record PartPrompt(
      String promptId, String group, Map<String, String> segments, long eventTimeMicros) {

    /** Whether other prompts share its template or document. */
    boolean isGrouped() {
      return !group.isEmpty() && !group.equals(promptId);
    }
  }

  static PromptPart of(EffectBatch effects) {
    double[] values = new double[effects.count() * READ.size()];
    for (int row = 0; row < effects.count(); row++) {
      for (int measure = 0; measure < READ.size(); measure++) {
        values[row * READ.size() + measure] = effects.measure(row, READ.get(measure));
      }
    }
    return new PromptPart(
        effects.source().model(),
        effects.source().revision(),
        UNORDERED,
        effects.plan(),
        new PartPrompt(
            effects.capture().promptId(),
            effects.capture().group(),
            effects.capture().segments(),
            effects.capture().eventTimeMicros()),
        effects.ablated(),
        effects.component(),
        effects.position(),
        effects.donor(),
        effects.targetToken(),
        values);
  }

  PromptPart with(int revisionOrder) {
    return new PromptPart(
        model,
        revision,
        revisionOrder,
        plan,
        prompt,
        components,
        component,
        position,
        donor,
        targetToken,
        values);
  }

  /** What both revisions' parts share. */
  String pairText() {
    return String.join("\n", model, RevisionPair.planId(plan), prompt.promptId);
  }
}
