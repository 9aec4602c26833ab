package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.shift.PromptReadings;
import io.hydrascope.jobs.streams.ShortKey;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Map;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * What one revision said about one prompt, or about some of the plan's components.
 *
 * @param order the revision's place in the order in which the model's revisions were seen, from 0;
 *     {@link #UNORDERED} before that is known
 */
public record PromptPart(
    String model,
    String revision,
    int order,
    CapturePlan plan,
    PartPrompt prompt,
    PromptReadings readings) {
  static final int UNORDERED = -1;

  /** As in {@link io.hydrascope.schemas.capture.Capture}. */
  public record PartPrompt(
      String promptId, String group, Map<String, String> segments, long eventTimeMicros) {

    /** Whether other prompts share its template or document. */
    boolean isGrouped() {
      return !group.isEmpty() && !group.equals(promptId);
    }
  }

  public PromptPart {
    EarlierState.refuse(readings, "readings");
  }

  static PromptPart of(EffectBatch effects) {
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
        PromptReadings.of(effects));
  }

  PromptPart with(int revisionOrder) {
    return new PromptPart(model, revision, revisionOrder, plan, prompt, readings);
  }

  /** What both revisions' parts share. */
  Tuple2<Long, Long> pairKey() {
    return ShortKey.of(model, RevisionPair.planId(plan), prompt.promptId);
  }
}
