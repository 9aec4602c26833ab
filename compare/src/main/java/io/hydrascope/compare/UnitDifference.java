package io.hydrascope.compare;

import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.text.BadInputException;
import java.util.Arrays;

/**
 * Mean measures of one observation, a prompt or the prompts of a group, in both revisions. A
 * prompt's value is its mean over the rows that both read at the same token, the group's the mean
 * over its prompts.
 */
public final class UnitDifference {
  private final int components;
  private final double[] base; // [component, measure], sums over prompts
  private final double[] candidate; // likewise
  private final double[] responses; // [entry], sums over prompts of candidate − base
  private int prompts;

  UnitDifference(int components) {
    this(components, 0);
  }

  /**
   * @param entries of the response matrix that are compared as well
   */
  UnitDifference(int components, int entries) {
    this.components = components;
    base = new double[components * Measure.COUNT];
    candidate = new double[components * Measure.COUNT];
    responses = new double[entries];
  }

  /**
   * @return false, and nothing is added, if a component has no row at a common token
   */
  boolean add(EffectBatch before, EffectBatch after) {
    requireSameRows(before, after);
    double[] first = new double[base.length];
    double[] second = new double[base.length];
    int[] rows = new int[components];
    for (int row = 0; row < before.count(); row++) {
      if (before.targetToken()[row] == after.targetToken()[row]) {
        int component = before.component()[row];
        rows[component]++;
        for (int m = 0; m < Measure.COUNT; m++) {
          first[component * Measure.COUNT + m] += before.measures()[row * Measure.COUNT + m];
          second[component * Measure.COUNT + m] += after.measures()[row * Measure.COUNT + m];
        }
      }
    }
    if (Arrays.stream(rows).anyMatch(count -> count == 0)) {
      return false;
    }
    for (int i = 0; i < base.length; i++) {
      first[i] /= rows[i / Measure.COUNT];
      second[i] /= rows[i / Measure.COUNT];
    }
    add(first, second);
    return true;
  }

  /**
   * Adds a prompt by its means.
   *
   * @param before of the base // [component, measure]
   * @param after of the candidate // likewise
   */
  void add(double[] before, double[] after) {
    for (int i = 0; i < base.length; i++) {
      base[i] += before[i];
      candidate[i] += after[i];
    }
    prompts++;
  }

  private static void requireSameRows(EffectBatch before, EffectBatch after) {
    if (!Arrays.equals(before.component(), after.component())
        || !Arrays.equals(before.position(), after.position())
        || !Arrays.equals(before.donor(), after.donor())) {
      throw new BadInputException(
          "prompt %s: the revisions were not read at the same places"
              .formatted(before.capture().promptId()));
    }
  }

  int prompts() {
    return prompts;
  }

  /** Adds the responses of a prompt whose measures were added. */
  void addResponses(double[] differences) {
    for (int i = 0; i < responses.length; i++) {
      responses[i] += differences[i];
    }
  }

  double response(int entry) {
    return responses[entry] / prompts;
  }

  double base(int component, Measure measure) {
    return base[component * Measure.COUNT + measure.ordinal()] / prompts;
  }

  double candidate(int component, Measure measure) {
    return candidate[component * Measure.COUNT + measure.ordinal()] / prompts;
  }

  double difference(int component, Measure measure) {
    return candidate(component, measure) - base(component, measure);
  }
}
