package io.hydrascope.compare;

import io.hydrascope.analysis.Responses;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.HashMap;
import java.util.Map;

/** Who answered each row of one prompt, each row worked out once. */
final class RowResponses {
  private final EffectBatch effects;
  private final Responses responses;
  private final Map<Integer, Map<Component, Double>> byRow = new HashMap<>();

  RowResponses(Revision.PromptAnswer answer) {
    effects = answer.effects();
    responses = new Responses(answer.batch());
  }

  /** Logits; 0 of what cannot answer. */
  double of(int row, Component responder) {
    return byRow.computeIfAbsent(row, this::all).getOrDefault(responder, 0.0);
  }

  private Map<Component, Double> all(int row) {
    return responses.of(0, effects.component(row), effects.position()[row], effects.donor()[row]);
  }
}
