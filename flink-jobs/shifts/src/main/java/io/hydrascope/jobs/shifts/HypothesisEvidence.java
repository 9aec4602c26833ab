package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.EProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is known of one component, measure and segment.
 *
 * @param eProcess as {@link EProcess#state()} lays it out
 * @param topUnits those with the largest |difference|, largest first
 */
public record HypothesisEvidence(double[] eProcess, List<TopUnit> topUnits) {
  private static final int KEPT_UNITS = 5;
  private static final int KEPT_PROMPTS = 20;

  /**
   * A prompt, or a group of them, and by how much the revisions differ on it.
   *
   * @param promptIds the first {@value #KEPT_PROMPTS}
   */
  public record TopUnit(String name, List<String> promptIds, double difference) {
    static TopUnit of(PromptUnit unit, double difference) {
      List<String> ids =
          unit.prompts().stream()
              .limit(KEPT_PROMPTS)
              .map(prompt -> prompt.prompt().promptId())
              .toList();
      return new TopUnit(unit.name(), new ArrayList<>(ids), difference);
    }
  }

  static HypothesisEvidence start(double delta) {
    return new HypothesisEvidence(EProcess.start(delta).state(), List.of());
  }

  EProcess process(double delta) {
    return EProcess.of(delta, eProcess);
  }

  HypothesisEvidence with(PromptUnit unit, double difference, double delta) {
    EProcess process = EProcess.of(delta, eProcess.clone());
    process.add(difference);
    List<TopUnit> top = new ArrayList<>(topUnits);
    top.add(TopUnit.of(unit, difference));
    top.sort(Comparator.comparingDouble(each -> -Math.abs(each.difference)));
    return new HypothesisEvidence(
        process.state(), new ArrayList<>(top.subList(0, Math.min(KEPT_UNITS, top.size()))));
  }
}
