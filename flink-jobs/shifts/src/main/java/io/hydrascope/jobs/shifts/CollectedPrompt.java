package io.hydrascope.jobs.shifts;

import io.hydrascope.schemas.AblationUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of a prompt that one revision has sent so far. */
public record CollectedPrompt(List<PromptPart> parts) {

  /** One row, whatever the revision. */
  private record Place(AblationUnit component, int position, int donor) {}

  private record Reading(int targetToken, double selfRepair) {}

  /**
   * Differences of means over the rows that both revisions read at the same token.
   *
   * @param differences candidate − base, in the plan's order // [component]; null where a component
   *     has no such row
   * @param excludedRows rows of the candidate without such a partner
   */
  record Differences(double @Nullable [] differences, int excludedRows) {}

  CollectedPrompt with(PromptPart part) {
    List<PromptPart> all = new ArrayList<>(parts);
    all.add(part);
    return new CollectedPrompt(all);
  }

  /** Whether every component of the plan is there. */
  boolean isComplete() {
    Set<AblationUnit> present = new HashSet<>();
    parts.forEach(part -> present.addAll(part.components()));
    return present.size() == plan().size();
  }

  Differences minus(CollectedPrompt base) {
    Map<Place, Reading> baseReadings = base.readings();
    Map<AblationUnit, Double> sums = new HashMap<>();
    Map<AblationUnit, Integer> counts = new HashMap<>();
    int excluded = 0;
    for (Map.Entry<Place, Reading> entry : readings().entrySet()) {
      Reading before = baseReadings.get(entry.getKey());
      Reading after = entry.getValue();
      if (before == null || before.targetToken != after.targetToken) {
        excluded++;
        continue;
      }
      AblationUnit component = entry.getKey().component;
      sums.merge(component, after.selfRepair - before.selfRepair, Double::sum);
      counts.merge(component, 1, Integer::sum);
    }
    if (counts.size() < plan().size()) {
      return new Differences(null, excluded);
    }
    return new Differences(means(sums, counts), excluded);
  }

  private double[] means(Map<AblationUnit, Double> sums, Map<AblationUnit, Integer> counts) {
    return plan().stream()
        .mapToDouble(
            component -> sums.getOrDefault(component, 0.0) / counts.getOrDefault(component, 1))
        .toArray();
  }

  private Map<Place, Reading> readings() {
    Map<Place, Reading> readings = new HashMap<>();
    for (PromptPart part : parts) {
      for (int row = 0; row < part.component().length; row++) {
        readings.put(
            new Place(
                part.components().get(part.component()[row]),
                part.position()[row],
                part.donor()[row]),
            new Reading(part.targetToken()[row], part.selfRepair()[row]));
      }
    }
    return readings;
  }

  private List<AblationUnit> plan() {
    return parts.get(0).plan().ablated();
  }
}
