package io.hydrascope.agent.rows;

import io.hydrascope.analysis.Responses;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Map;

/**
 * The rows of one prompt.
 *
 * @param responses of the batch whose only capture the effects are of
 * @param inclusionProbabilities with which each unit was to be ablated // [unit of effects]
 */
public record SweptRows(EffectBatch effects, Responses responses, double[] inclusionProbabilities) {
  private static final int ONLY_CAPTURE = 0;

  public int count() {
    return effects.count();
  }

  public double inclusionProbability(int row) {
    return inclusionProbabilities[effects.component()[row]];
  }

  /** The response of every component that was not ablated itself, in the order of the basis. */
  public Map<Component, Double> responses(int row) {
    return responses.of(
        ONLY_CAPTURE, effects.component(row), effects.position()[row], effects.donor()[row]);
  }
}
