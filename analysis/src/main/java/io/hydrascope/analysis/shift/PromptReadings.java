package io.hydrascope.analysis.shift;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.List;

/**
 * What one revision read at one prompt, or of some of its components; one entry a row, in any
 * order.
 *
 * @param component index into {@code components}
 * @param donor id of the prompt whose value was put in place; empty but for resample ablation
 * @param values of {@link ShiftMeasure#MADE_OF} // [row, measure]
 */
public record PromptReadings(
    List<AblationUnit> components,
    int[] component,
    int[] position,
    String[] donor,
    int[] targetToken,
    double[] values) {

  public PromptReadings {
    int rows = component.length;
    if (position.length != rows
        || donor.length != rows
        || targetToken.length != rows
        || values.length != rows * ShiftMeasure.MADE_OF.size()) {
      throw new IllegalArgumentException(
          "rows=%d with %d positions, %d donors, %d tokens and %d values: expected as many, values %d a row"
              .formatted(
                  rows,
                  position.length,
                  donor.length,
                  targetToken.length,
                  values.length,
                  ShiftMeasure.MADE_OF.size()));
    }
  }

  public static PromptReadings of(EffectBatch effects) {
    int width = ShiftMeasure.MADE_OF.size();
    String[] donor = new String[effects.count()];
    double[] values = new double[effects.count() * width];
    for (int row = 0; row < effects.count(); row++) {
      donor[row] = effects.donorId(row);
      for (int i = 0; i < width; i++) {
        Measure measure = ShiftMeasure.MADE_OF.get(i);
        values[row * width + i] = effects.measure(row, measure);
      }
    }
    return new PromptReadings(
        effects.ablated(),
        effects.component(),
        effects.position(),
        donor,
        effects.targetToken(),
        values);
  }

  /** A row's value of a measure, by its index in {@link ShiftMeasure#MADE_OF}. */
  double value(int row, int measure) {
    return values[row * ShiftMeasure.MADE_OF.size() + measure];
  }
}
