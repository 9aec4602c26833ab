package io.hydrascope.jobs.shifts;

import io.hydrascope.schemas.AblationUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parts of a prompt that one revision has sent so far. */
public record CollectedPrompt(List<PromptPart> parts) {
  private static final int MEASURES = PromptPart.READ.size();

  /** One row, whatever the revision. */
  private record RowKey(AblationUnit component, int position, int donor) {}

  private record PairedReading(PromptPart part, int row) {
    int targetToken() {
      return part.targetToken()[row];
    }

    double value(int measure) {
      return part.values()[row * MEASURES + measure];
    }
  }

  /** Means over the rows that both revisions read at the same token, by component. */
  private static final class Sums {
    private final double[] differences = new double[MEASURES];
    private double directEffect;
    private double selfRepair;
    private int rows;

    void add(PairedReading before, PairedReading after) {
      for (int measure = 0; measure < MEASURES; measure++) {
        differences[measure] += after.value(measure) - before.value(measure);
      }
      selfRepair += before.value(0);
      directEffect += before.value(1);
      rows++;
    }
  }

  /**
   * @param excludedRows rows of the candidate without a partner at the same token
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
    parts.forEach(part -> present.addAll(part.components()));
    return present.size() == first().plan().ablated().size();
  }

  Difference minus(CollectedPrompt base) {
    Map<RowKey, PairedReading> baseReadings = base.readings();
    Map<AblationUnit, Sums> sums = new HashMap<>();
    int excluded = 0;
    for (Map.Entry<RowKey, PairedReading> entry : readings().entrySet()) {
      PairedReading before = baseReadings.get(entry.getKey());
      if (before == null || before.targetToken() != entry.getValue().targetToken()) {
        excluded++;
        continue;
      }
      sums.computeIfAbsent(entry.getKey().component, component -> new Sums())
          .add(before, entry.getValue());
    }
    return new Difference(outcome(pair(base), sums), excluded);
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

  private PromptOutcome outcome(RevisionPair pair, Map<AblationUnit, Sums> sums) {
    List<AblationUnit> components = pair.plan().ablated();
    double[] differences = new double[components.size() * MEASURES];
    double[] baseSums = new double[components.size() * 2];
    for (int i = 0; i < components.size(); i++) {
      Sums of = sums.get(components.get(i));
      if (of == null) {
        return PromptOutcome.lost(pair, first().prompt(), "no row at a common target token");
      }
      for (int measure = 0; measure < MEASURES; measure++) {
        double mean = of.differences[measure] / of.rows;
        if (!Double.isFinite(mean)) {
          return PromptOutcome.lost(pair, first().prompt(), "a value is not finite");
        }
        differences[i * MEASURES + measure] = mean;
      }
      baseSums[2 * i] = of.directEffect;
      baseSums[2 * i + 1] = of.selfRepair;
    }
    return new PromptOutcome(
        PromptOutcome.Kind.COMPARED, pair, first().prompt(), differences, baseSums, "");
  }

  private Map<RowKey, PairedReading> readings() {
    Map<RowKey, PairedReading> readings = new HashMap<>();
    for (PromptPart part : parts) {
      for (int row = 0; row < part.component().length; row++) {
        readings.put(
            new RowKey(
                part.components().get(part.component()[row]),
                part.position()[row],
                part.donor()[row]),
            new PairedReading(part, row));
      }
    }
    return readings;
  }
}
