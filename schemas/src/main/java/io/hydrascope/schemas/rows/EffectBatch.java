package io.hydrascope.schemas.rows;

import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.capture.Capture;
import io.hydrascope.schemas.capture.CaptureSource;
import java.util.List;

/**
 * The accounted rows of one capture, or of some of its ablated components, as columns with one
 * entry a row; rows of one component lie together, positions ascending.
 *
 * @param ablated the components that {@code component} points to
 * @param component index into {@code ablated}
 * @param measures {@link Measure} order // [row, measure]
 */
public record EffectBatch(
    CaptureSource source,
    CapturePlan plan,
    Capture capture,
    List<Component> ablated,
    int[] component,
    int[] position,
    int[] targetToken,
    double[] intactLogit,
    double[] ablatedLogit,
    boolean[] top1Flip,
    double[] measures) {

  public int count() {
    return component.length;
  }

  public Component component(int row) {
    return ablated.get(component[row]);
  }

  public double measure(int row, Measure measure) {
    return measures[row * Measure.COUNT + measure.ordinal()];
  }
}
