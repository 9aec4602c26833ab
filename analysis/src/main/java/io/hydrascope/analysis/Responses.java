package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who answered an ablation: {@code response[j] = w·(c'_j − c_j)/s} in logits, for every component j
 * that was not ablated itself; with an edge every component's. They sum to {@code
 * compensatory_effect}.
 */
public final class Responses {
  private final CaptureBatch batch;
  private final Map<RowKey, Integer> rows = new HashMap<>();

  private record RowKey(int capture, int ablated, int position, int donor) {}

  public Responses(CaptureBatch batch) {
    this.batch = batch;
    CaptureRows all = batch.rows();
    for (int row = 0; row < all.count(); row++) {
      rows.put(
          new RowKey(all.capture()[row], all.ablated()[row], all.position()[row], all.donor()[row]),
          row);
    }
  }

  /**
   * By component, in the order of the basis; as far as the batch's detail tells them apart.
   *
   * @param capture index in the batch
   * @param donor index into the capture's donors, or {@link CaptureRows#NO_DONOR}
   * @throws IllegalArgumentException if the batch has no such row
   */
  public Map<Component, Double> of(int capture, AblationUnit ablated, int position, int donor) {
    int row = row(new RowKey(capture, batch.ablated().indexOf(ablated), position, donor));
    int intact = row(new RowKey(capture, CaptureRows.INTACT, position, CaptureRows.NO_DONOR));
    Responders responders = Responders.of(ablated, batch.basis(), batch.rows().detail());
    Map<Component, Double> responses = new LinkedHashMap<>();
    for (int i = 0; i < responders.count(); i++) {
      responses.put(
          responders.components().get(i), responders.response(batch.rows(), row, intact, i));
    }
    return responses;
  }

  private int row(RowKey place) {
    Integer row = rows.get(place);
    if (row == null) {
      throw new IllegalArgumentException("the batch has no row at " + place);
    }
    return row;
  }
}
