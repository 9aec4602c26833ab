package io.hydrascope.compare;

import io.hydrascope.schemas.Measure;

/** Means over the observations of what the report draws, in both revisions. */
public final class ComponentMeans {
  private final double[] sums; // [component, revision, measure]
  private int observations;

  /** In the order of {@code sums}. */
  public enum RevisionSide {
    BASE,
    CANDIDATE
  }

  ComponentMeans(int components) {
    sums = new double[components * RevisionSide.values().length * Measure.COUNT];
  }

  void add(UnitDifference observed) {
    observations++;
    for (int i = 0; i < sums.length; i++) {
      int component = i / Measure.COUNT / RevisionSide.values().length;
      Measure measure = Measure.ALL.get(i % Measure.COUNT);
      boolean base = i / Measure.COUNT % RevisionSide.values().length == 0;
      sums[i] += base ? observed.base(component, measure) : observed.candidate(component, measure);
    }
  }

  public double mean(int component, RevisionSide side, Measure measure) {
    int row = component * RevisionSide.values().length + side.ordinal();
    return sums[row * Measure.COUNT + measure.ordinal()] / observations;
  }
}
