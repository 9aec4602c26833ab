package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.ResponseBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who answered each ablation of a batch: {@code response[j] = w·(c'_j − c_j)/s} in logits, of every
 * component j that was not ablated itself; with an edge of every one. A batch of scalars has none.
 */
public final class ResponseRows {
  private final CaptureBatch batch;
  private final CaptureRows rows;
  private final Map<Long, Integer> intact = new HashMap<>();
  private final Map<Long, List<Integer>> ablated = new HashMap<>();

  /** Chooses units of captures. */
  public interface Choice {
    boolean chooses(Capture capture, AblationUnit unit);
  }

  public ResponseRows(CaptureBatch batch) {
    this.batch = batch;
    rows = batch.rows();
    for (int row = 0; row < rows.count(); row++) {
      if (rows.isIntact(row)) {
        intact.put(pair(rows.capture()[row], rows.position()[row]), row);
      } else {
        ablated
            .computeIfAbsent(
                pair(rows.capture()[row], rows.ablated()[row]), key -> new ArrayList<>())
            .add(row);
      }
    }
  }

  /**
   * The chosen ones, captures and units in the batch's order.
   *
   * @return rows that were not chosen
   */
  public int collect(Choice choice, Consumer<ResponseBatch> out) {
    int left = 0;
    for (int capture = 0; capture < batch.captures().size(); capture++) {
      for (int unit = 0; unit < batch.ablated().size(); unit++) {
        List<Integer> own = ablated.getOrDefault(pair(capture, unit), List.of());
        if (!choice.chooses(batch.captures().get(capture), batch.ablated().get(unit))) {
          left += own.size();
        } else if (!own.isEmpty()) {
          out.accept(responses(batch.captures().get(capture), batch.ablated().get(unit), own));
        }
      }
    }
    return left;
  }

  private ResponseBatch responses(Capture capture, AblationUnit unit, List<Integer> own) {
    own.sort(
        Comparator.<Integer>comparingInt(row -> rows.position()[row])
            .thenComparingInt(row -> rows.donor()[row]));
    Responders responders = Responders.of(unit, batch.basis(), rows.detail());
    float[] responses = new float[own.size() * responders.count()];
    for (int i = 0; i < own.size(); i++) {
      int row = own.get(i);
      int before = intact.getOrDefault(pair(rows.capture()[row], rows.position()[row]), -1);
      for (int j = 0; j < responders.count(); j++) {
        responses[i * responders.count() + j] = (float) responders.response(rows, row, before, j);
      }
    }
    return new ResponseBatch(
        batch.source(),
        batch.plan().ablation().text(),
        batch.plan().scope().text(),
        batch.plan().target().text(),
        batch.plan().referenceSet(),
        capture,
        unit,
        responders.components().stream().map(Component::text).toList(),
        own.stream().mapToInt(row -> rows.position()[row]).toArray(),
        own.stream().map(row -> donorId(capture, row)).toArray(String[]::new),
        own.stream().mapToInt(row -> rows.targetToken()[row]).toArray(),
        responses);
  }

  private String donorId(Capture capture, int row) {
    int donor = rows.donor()[row];
    return donor == CaptureRows.NO_DONOR ? "" : capture.donors().get(donor);
  }

  private static long pair(int high, int low) {
    return ((long) high << Integer.SIZE) | low;
  }
}
