package io.hydrascope.jobs.shifts;

import io.hydrascope.schemas.rows.AlertState;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair of revisions under one plan, so far.
 *
 * @param components in the plan's order
 * @param alert the state that was last told
 * @param atMicros of the last update; strictly increasing
 */
public record Comparison(List<ComponentEvidence> components, AlertState alert, long atMicros) {

  static Comparison start(int components, double delta) {
    List<ComponentEvidence> evidence = new ArrayList<>();
    for (int i = 0; i < components; i++) {
      evidence.add(ComponentEvidence.start(delta));
    }
    return new Comparison(evidence, AlertState.UNKNOWN, 0);
  }

  Comparison with(PromptDifference prompt, double delta, long nowMicros) {
    List<ComponentEvidence> next = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      next.add(components.get(i).with(prompt.promptId(), prompt.differences()[i], delta));
    }
    return new Comparison(next, alert, Math.max(nowMicros, atMicros + 1));
  }

  Comparison with(AlertState state) {
    return new Comparison(components, state, atMicros);
  }
}
