package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The rows of some of a batch's components. */
final class EffectSlice {
  private EffectSlice() {}

  /** Keeps the order; the batch itself where all its components are kept. */
  static EffectBatch of(EffectBatch effects, Set<AblationUnit> kept) {
    List<AblationUnit> ablated = effects.ablated().stream().filter(kept::contains).toList();
    if (ablated.size() == effects.ablated().size()) {
      return effects;
    }
    int[] rows =
        IntStream.range(0, effects.count())
            .filter(row -> kept.contains(effects.component(row)))
            .toArray();
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
