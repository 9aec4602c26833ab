package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Some of a batch's rows. */
final class EffectSlice {
  private EffectSlice() {}

  /**
   * Keeps the order; the batch itself where all its rows are kept.
   *
   * @param kept at least one // [row]
   */
  static EffectBatch of(EffectBatch effects, boolean[] kept) {
    int[] rows = IntStream.range(0, kept.length).filter(row -> kept[row]).toArray();
    if (rows.length == kept.length) {
      return effects;
    }
    int[] units = Arrays.stream(rows).map(row -> effects.component()[row]).distinct().toArray();
    List<AblationUnit> ablated = Arrays.stream(units).mapToObj(effects.ablated()::get).toList();
    int[] component = new int[rows.length];
    boolean[] top1Flip = new boolean[rows.length];
    double[] measures = new double[rows.length * Measure.COUNT];
    for (int i = 0; i < rows.length; i++) {
      component[i] = ablated.indexOf(effects.component(rows[i]));
      top1Flip[i] = effects.top1Flip()[rows[i]];
      System.arraycopy(
          effects.measures(), rows[i] * Measure.COUNT, measures, i * Measure.COUNT, Measure.COUNT);
    }
    return new EffectBatch(
        effects.source(),
        effects.plan(),
        effects.capture(),
        ablated,
        component,
        Arrays.stream(rows).map(row -> effects.position()[row]).toArray(),
        Arrays.stream(rows).map(row -> effects.donor()[row]).toArray(),
        Arrays.stream(rows).map(row -> effects.targetToken()[row]).toArray(),
        Arrays.stream(rows).mapToDouble(row -> effects.intactLogit()[row]).toArray(),
        Arrays.stream(rows).mapToDouble(row -> effects.ablatedLogit()[row]).toArray(),
        top1Flip,
        measures);
  }
}
