package io.hydrascope.schemas.capture;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.ResidualBasis;
import java.util.List;

/**
 * Intact and ablated rows of a few captures of one model under one plan: all that the accounting
 * needs, in one message.
 *
 * <p>An ablated row's intact row is the one of the same capture and position; it is in the same
 * batch. A capture's rows of one ablated component are never split over two batches, so sums over a
 * prompt are complete.
 *
 * @param ablated the units that rows refer to by index; a subset of {@code plan.ablated()}
 */
public record CaptureBatch(
    CaptureSource source,
    CapturePlan plan,
    ResidualBasis basis,
    List<AblationUnit> ablated,
    List<Capture> captures,
    CaptureRows rows) {

  /**
   * @throws BadCaptureException if an index points nowhere, an intact row is missing or doubled, or
   *     a number is not finite or beyond its limit
   */
  public CaptureBatch {
    ablated = List.copyOf(ablated);
    captures = List.copyOf(captures);
    new DescriptionCheck(source, plan, captures).verify(ablated);
    new CaptureCheck(basis, ablated, captures).verify(rows);
  }
}
