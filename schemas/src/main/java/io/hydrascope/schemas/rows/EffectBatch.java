package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.List;

/**
 * The accounted rows of one capture, or of some of its ablated components, as columns with one
 * entry a row; rows of one component lie together, positions and donors ascending.
 *
 * @param ablated the units that {@code component} points to
 * @param component index into {@code ablated}
 * @param donor index into the capture's donors, or {@link CaptureRows#NO_DONOR}
 * @param measures {@link Measure} order // [row, measure]
 */
public record EffectBatch(
    CaptureSource source,
    CapturePlan plan,
    Capture capture,
    List<AblationUnit> ablated,
    int[] component,
    int[] position,
    int[] donor,
    int[] targetToken,
    double[] intactLogit,
    double[] ablatedLogit,
    boolean[] top1Flip,
    double[] measures) {

  public int count() {
    return component.length;
  }

  public AblationUnit component(int row) {
    return ablated.get(component[row]);
  }

  /** The id of the prompt whose value was put in place; empty but for resample ablation. */
  public String donorId(int row) {
    return donor[row] == CaptureRows.NO_DONOR ? "" : capture.donors().get(donor[row]);
  }

  public double measure(int row, Measure measure) {
    return measures[row * Measure.COUNT + measure.ordinal()];
  }
}
