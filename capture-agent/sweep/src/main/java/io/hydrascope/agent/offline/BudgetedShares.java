package io.hydrascope.agent.offline;

import io.hydrascope.analysis.AdaptiveAllocation;
import io.hydrascope.analysis.AdaptiveAllocation.Draw;
import io.hydrascope.analysis.InclusionWeightedMean;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Draws units where they are fragile, within a budget. A unit's value on a prompt is the mean
 * {@code logprob_drop} of its rows.
 */
final class BudgetedShares implements AblationShares {
  private static final int REPORTED = 10;

  private final List<AblationUnit> units;
  private final AdaptiveAllocation allocation;
  private List<Integer> unobserved = List.of(); // units of this prompt

  /**
   * @throws IllegalArgumentException naming the least budget if this one is below it
   */
  BudgetedShares(List<AblationUnit> units, int prompts, long budget, long seed) {
    this.units = List.copyOf(units);
    double floor = AdaptiveAllocation.defaultFloor(units.size(), prompts, budget);
    allocation = new AdaptiveAllocation(units.size(), prompts, budget, floor, seed);
  }

  @Override
  public PromptShare next() {
    Draw draw = allocation.next();
    List<Integer> drawn = new ArrayList<>();
    for (int unit = 0; unit < units.size(); unit++) {
      if (draw.included()[unit]) {
        drawn.add(unit);
      }
    }
    unobserved = drawn;
    return new PromptShare(
        drawn.stream().map(units::get).toList(),
        drawn.stream().mapToDouble(unit -> draw.probabilities()[unit]).toArray());
  }

  @Override
  public void observe(EffectBatch effects) {
    int count = effects.ablated().size();
    double[] sums = new double[count];
    int[] rows = new int[count];
    for (int row = 0; row < effects.count(); row++) {
      sums[effects.component()[row]] += effects.measure(row, Measure.LOGPROB_DROP);
      rows[effects.component()[row]]++;
    }
    for (int index = 0; index < count; index++) {
      allocation.observe(unobserved.get(index), sums[index] / rows[index]);
    }
    unobserved = unobserved.subList(count, unobserved.size());
  }

  @Override
  public List<FragileUnit> mostFragile() {
    InclusionWeightedMean[] means = allocation.means();
    List<FragileUnit> fragile = new ArrayList<>();
    for (int unit = 0; unit < units.size(); unit++) {
      fragile.add(FragileUnit.of(units.get(unit), means[unit].augmented(), means[unit].measured()));
    }
    fragile.sort(Comparator.comparingDouble(FragileUnit::logprobDrop).reversed());
    return fragile.subList(0, Math.min(REPORTED, fragile.size()));
  }
}
