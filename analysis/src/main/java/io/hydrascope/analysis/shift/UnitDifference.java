package io.hydrascope.analysis.shift;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;

/**
 * One observation: a prompt, or the prompts of one group. Its value is the mean over its prompts of
 * what the revisions differ by.
 */
public final class UnitDifference {
  private static final int MEASURES = ShiftMeasure.MADE_OF.size();

  private final double[] base; // [component, measure], sums over prompts
  private final double[] candidate; // likewise
  private final double[] differences; // likewise, of candidate − base
  private int prompts;

  public UnitDifference(int components) {
    base = new double[components * MEASURES];
    candidate = new double[components * MEASURES];
    differences = new double[components * MEASURES];
  }

  /**
   * @throws IllegalArgumentException if the prompt cannot be compared
   */
  public void add(PromptDifference prompt) {
    if (!prompt.isComparable()) {
      throw new IllegalArgumentException("a prompt is no part of the unit: " + prompt.trouble());
    }
    for (int i = 0; i < differences.length; i++) {
      base[i] += prompt.base()[i];
      candidate[i] += prompt.candidate()[i];
      differences[i] += prompt.candidate()[i] - prompt.base()[i];
    }
    prompts++;
  }

  public int prompts() {
    return prompts;
  }

  public double base(int component, Measure measure) {
    return base[at(component, measure)] / prompts;
  }

  public double candidate(int component, Measure measure) {
    return candidate[at(component, measure)] / prompts;
  }

  /**
   * What is tested.
   *
   * @param baseFraction R_base of the component, NaN where it is undefined or not known yet
   * @return NaN where the unit has no prompts or the measure is undefined
   */
  public double value(ShiftMeasure measure, int component, double baseFraction) {
    return switch (measure) {
      case SELF_REPAIR -> difference(component, Measure.SELF_REPAIR);
      case DIRECT_EFFECT -> difference(component, Measure.DIRECT_EFFECT);
      case TOTAL_EFFECT -> difference(component, Measure.TOTAL_EFFECT);
      case LOGPROB_DROP -> difference(component, Measure.LOGPROB_DROP);
      case REPAIR_RESIDUAL ->
          difference(component, Measure.SELF_REPAIR)
              - baseFraction * difference(component, Measure.DIRECT_EFFECT);
    };
  }

  private double difference(int component, Measure measure) {
    return prompts == 0 ? Double.NaN : differences[at(component, measure)] / prompts;
  }

  private static int at(int component, Measure measure) {
    int index = ShiftMeasure.MADE_OF.indexOf(measure);
    if (index < 0) {
      throw new IllegalArgumentException(
          "measure=%s is not compared; those that are: %s"
              .formatted(measure.column(), ShiftMeasure.MADE_OF));
    }
    return component * MEASURES + index;
  }
}
