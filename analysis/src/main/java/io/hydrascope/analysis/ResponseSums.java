package io.hydrascope.analysis;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.ResidualBasis;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who answered one ablation of one capture, {@code response[j] = w·(c'_j − c_j)/s} in logits, over
 * its rows; the donors of a position are averaged to one row first. What is ablated itself is no
 * responder, but with an edge, whose sender keeps its output.
 *
 * @param basis of the capture
 * @param detail with the basis, says who can respond
 * @param rows how many; at least 1
 * @param means of the response // [responder]
 * @param squares Σ (response − mean)² over rows // [responder]
 */
public record ResponseSums(
    AblationUnit ablated,
    ResidualBasis basis,
    Detail detail,
    long rows,
    double[] means,
    double[] squares) {

  /** One capture's ablations. */
  public record OfCapture(Capture capture, List<ResponseSums> ablations) {}

  /** In the order of the means; derived, since many sums travel and few are asked. */
  public List<Component> responders() {
    return Responders.of(ablated, basis, detail).components();
  }

  /**
   * One entry a capture that has ablated rows, in the captures' order, units in the batch's order.
   * The batch must have been accounted: nothing is checked here.
   */
  public static List<OfCapture> of(CaptureBatch batch) {
    RowOrder order = RowOrder.of(batch.rows());
    List<Responders> responders =
        batch.ablated().stream()
            .map(unit -> Responders.of(unit, batch.basis(), batch.rows().detail()))
            .toList();
    List<OfCapture> captures = new ArrayList<>();
    for (int start = 0, end; start < order.ablated().length; start = end) {
      end = order.endOfCapture(start);
      List<ResponseSums> sums = new ArrayList<>();
      for (int first = start, next; first < end; first = next) {
        next = order.endOfUnit(first);
        int unit = batch.rows().ablated()[order.ablated()[first]];
        ResponseSums own =
            new ResponseSums(
                batch.ablated().get(unit),
                batch.basis(),
                batch.rows().detail(),
                order.positions(first, next),
                new double[responders.get(unit).count()],
                new double[responders.get(unit).count()]);
        own.add(batch.rows(), responders.get(unit), order, first);
        sums.add(own);
      }
      int capture = batch.rows().capture()[order.ablated()[start]];
      captures.add(new OfCapture(batch.captures().get(capture), sums));
    }
    return captures;
  }

  /**
   * @param start of this unit's rows
   */
  private void add(CaptureRows all, Responders responders, RowOrder order, int start) {
    double[] responses = new double[means.length];
    int first = start;
    for (int seen = 1; seen <= rows; seen++) {
      int end = order.endOfPosition(first);
      int intact = order.intactOf(order.ablated()[first]);
      Arrays.fill(responses, 0);
      for (int row = first; row < end; row++) {
        responders.addResponses(all, order.ablated()[row], intact, responses);
      }
      double share = 1.0 / (end - first);
      double part = 1.0 / seen;
      for (int i = 0; i < means.length; i++) {
        double response = responses[i] * share;
        double difference = response - means[i];
        means[i] += difference * part;
        squares[i] += difference * (response - means[i]);
      }
      first = end;
    }
  }
}
