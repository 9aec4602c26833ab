package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.EProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is known of one component.
 *
 * @param eProcess as {@link EProcess#state()} lays it out
 * @param topPrompts those with the largest |difference|, largest first
 */
public record ComponentEvidence(double[] eProcess, List<TopPrompt> topPrompts) {
  private static final int KEPT_PROMPTS = 5;

  /** A prompt and by how much the revisions differ on it, in logits. */
  public record TopPrompt(String promptId, double difference) {}

  static ComponentEvidence start(double delta) {
    return new ComponentEvidence(EProcess.start(delta).state(), List.of());
  }

  EProcess process(double delta) {
    return EProcess.of(delta, eProcess);
  }

  ComponentEvidence with(String promptId, double difference, double delta) {
    EProcess process = EProcess.of(delta, eProcess.clone());
    process.add(difference);
    List<TopPrompt> top = new ArrayList<>(topPrompts);
    top.add(new TopPrompt(promptId, difference));
    top.sort(Comparator.comparingDouble(prompt -> -Math.abs(prompt.difference)));
    return new ComponentEvidence(
        process.state(), new ArrayList<>(top.subList(0, Math.min(KEPT_PROMPTS, top.size()))));
  }
}
