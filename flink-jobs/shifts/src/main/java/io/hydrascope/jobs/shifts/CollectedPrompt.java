package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.shift.PairedRows;
import io.hydrascope.analysis.shift.PromptReadings;
import io.hydrascope.schemas.AblationUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parts of a prompt that one revision has sent so far. */
public record CollectedPrompt(List<PromptPart> parts) {

  /**
   * @param excludedRows rows without a partner at the same token
   */
  record Difference(PromptOutcome outcome, int excludedRows) {}

  CollectedPrompt with(PromptPart part) {
    List<PromptPart> all = new ArrayList<>(parts);
    all.add(part);
    return new CollectedPrompt(all);
  }

  PromptPart first() {
    return parts.get(0);
  }

  /** Whether every component of the plan is there. */
  boolean isComplete() {
    Set<AblationUnit> present = new HashSet<>();
    parts.forEach(part -> present.addAll(part.readings().components()));
    return present.size() == first().plan().ablated().size();
  }

  Difference minus(CollectedPrompt base) {
    PairedRows rows = PairedRows.of(first().plan().ablated(), base.readings(), readings());
    return new Difference(
        PromptOutcome.of(pair(base), first().prompt(), rows.difference()),
        rows.unpaired() + rows.otherToken());
  }

  private RevisionPair pair(CollectedPrompt base) {
    return new RevisionPair(
        first().model(),
        first().plan(),
        base.first().revision(),
        base.first().order(),
        first().revision(),
        first().order());
  }

  private List<PromptReadings> readings() {
    return parts.stream().map(PromptPart::readings).toList();
  }
}
