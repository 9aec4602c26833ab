package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Who answered one ablation of one capture, {@code response[j] = w·(c'_j − c_j)/s} in logits, over
 * its rows; the donors of a position are averaged to one row first. What is ablated itself is no
 * responder, but with an edge, whose sender keeps its output.
 *
 * @param rows how many; at least 1
 * @param means of the response // [responder]
 * @param squares Σ (response − mean)² over rows // [responder]
 */
public record ResponseSums(
    AblationUnit ablated, List<Component> responders, long rows, double[] means, double[] squares) {

  /** One capture's ablations. */
  public record OfCapture(Capture capture, List<ResponseSums> ablations) {}

  /**
   * One entry a capture that has ablated rows, in the captures' order, units in the batch's order.
   * The batch must have been accounted: nothing is checked here.
   */
  public static List<OfCapture> of(CaptureBatch batch) {
    CaptureRows rows = batch.rows();
    List<Map<Integer, Integer>> intact = new ArrayList<>();
    List<Map<Integer, Map<Integer, List<Integer>>>> ablated = new ArrayList<>();
    batch.captures().forEach(capture -> intact.add(new HashMap<>()));
    batch.captures().forEach(capture -> ablated.add(new TreeMap<>()));
    for (int row = 0; row < rows.count(); row++) {
      int position = rows.position()[row];
      if (rows.isIntact(row)) {
        intact.get(rows.capture()[row]).put(position, row);
      } else {
        ablated
            .get(rows.capture()[row])
            .computeIfAbsent(rows.ablated()[row], unit -> new TreeMap<>())
            .computeIfAbsent(position, any -> new ArrayList<>())
            .add(row);
      }
    }
    List<Responders> responders =
        batch.ablated().stream()
            .map(unit -> Responders.of(unit, batch.basis(), rows.detail()))
            .toList();
    List<OfCapture> captures = new ArrayList<>();
    for (int capture = 0; capture < batch.captures().size(); capture++) {
      Map<Integer, Integer> own = intact.get(capture);
      List<ResponseSums> sums = new ArrayList<>();
      ablated
          .get(capture)
          .forEach(
              (unit, positions) -> sums.add(of(batch, unit, responders.get(unit), positions, own)));
      if (!sums.isEmpty()) {
        captures.add(new OfCapture(batch.captures().get(capture), sums));
      }
    }
    return captures;
  }

  /**
   * @param rowsAt of the unit, one a donor, by position
   */
  private static ResponseSums of(
      CaptureBatch batch,
      int unit,
      Responders responders,
      Map<Integer, List<Integer>> rowsAt,
      Map<Integer, Integer> intact) {
    ResponseSums sums =
        new ResponseSums(
            batch.ablated().get(unit),
            responders.components(),
            rowsAt.size(),
            new double[responders.count()],
            new double[responders.count()]);
    long seen = 0;
    for (Map.Entry<Integer, List<Integer>> position : rowsAt.entrySet()) {
      int before = Objects.requireNonNull(intact.get(position.getKey()));
      seen++;
      for (int i = 0; i < responders.count(); i++) {
        double response = 0;
        for (int row : position.getValue()) {
          response += responders.response(batch.rows(), row, before, i);
        }
        response /= position.getValue().size();
        double difference = response - sums.means[i];
        sums.means[i] += difference / seen;
        sums.squares[i] += difference * (response - sums.means[i]);
      }
    }
    return sums;
  }
}
