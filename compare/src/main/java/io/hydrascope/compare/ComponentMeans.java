package io.hydrascope.compare;

import io.hydrascope.analysis.shift.UnitDifference;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;

/** Means over the observations of what the report draws, in both revisions. */
public final class ComponentMeans {
  private static final int MEASURES = ShiftMeasure.MADE_OF.size();

  private final double[] sums; // [component, revision, measure]
  private int observations;

  /** In the order of {@code sums}. */
  public enum RevisionSide {
    BASE,
    CANDIDATE
  }

  ComponentMeans(int components) {
    sums = new double[components * RevisionSide.values().length * MEASURES];
  }

  void add(UnitDifference observed) {
    observations++;
    for (int i = 0; i < sums.length; i++) {
      int component = i / MEASURES / RevisionSide.values().length;
      Measure measure = ShiftMeasure.MADE_OF.get(i % MEASURES);
      boolean base = i / MEASURES % RevisionSide.values().length == 0;
      sums[i] += base ? observed.base(component, measure) : observed.candidate(component, measure);
    }
  }

  public double mean(int component, RevisionSide side, Measure measure) {
    int row = component * RevisionSide.values().length + side.ordinal();
    return sums[row * MEASURES + ShiftMeasure.MADE_OF.indexOf(measure)] / observations;
  }
}
