package io.hydrascope.agent.rows;

import io.hydrascope.schemas.Component;
import java.util.List;

/**
 * Which fields rows have beside those that all have.
 *
 * @param otherToken of a logit difference
 * @param donorId of resample ablation
 * @param inclusionProbability where components were drawn
 * @param responders whose responses are written; none for rows without
 */
public record RowShape(
    boolean otherToken, boolean donorId, boolean inclusionProbability, List<Component> responders) {
  public RowShape {
    responders = List.copyOf(responders);
  }

  public boolean responses() {
    return !responders.isEmpty();
  }
}
