package io.hydrascope.compare;

import io.hydrascope.analysis.Responses;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;
import java.util.Map;

/**
 * Who answered an ablation, in logits: mean over a prompt's rows, then over prompts. What was
 * ablated itself does not answer and stays 0.
 */
public final class ResponseMeans {
  private final List<Component> responders;
  private final int ablated;
  private final double[] sums; // [ablated, responder]
  private int prompts;

  ResponseMeans(List<AblationUnit> ablated, List<Component> responders) {
    this.ablated = ablated.size();
    this.responders = responders;
    sums = new double[ablated.size() * responders.size()];
  }

  void add(Revision.PromptAnswer answer) {
    prompts++;
    EffectBatch effects = answer.effects();
    Responses responses = new Responses(answer.batch());
    int[] rows = new int[ablated];
    for (int row = 0; row < effects.count(); row++) {
      rows[effects.component()[row]]++;
    }
    for (int row = 0; row < effects.count(); row++) {
      int unit = effects.component()[row];
      Map<Component, Double> answers =
          responses.of(0, effects.component(row), effects.position()[row], effects.donor()[row]);
      for (int j = 0; j < responders.size(); j++) {
        double response = answers.getOrDefault(responders.get(j), 0.0);
        sums[unit * responders.size() + j] += response / rows[unit];
      }
    }
  }

  /** Sets a mean that was taken elsewhere; nothing is added then. */
  void put(int unit, int responder, double mean) {
    prompts = 1;
    sums[unit * responders.size() + responder] = mean;
  }

  public double mean(int unit, int responder) {
    return sums[unit * responders.size() + responder] / prompts;
  }
}
