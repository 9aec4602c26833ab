package io.hydrascope.jobs.shifts;

import java.util.Arrays;

/**
 * R_base of each component: the base's Σ self_repair / Σ direct_effect over the first units of a
 * comparison, which {@code repair_residual} then leaves out.
 *
 * @param heldOut direct_effect and self_repair of each such unit // [unit, component, 2]
 * @param fractions by component, NaN where undefined; empty until enough units were held out
 */
public record BaseFractions(double[] heldOut, double[] fractions) {
  static final int UNITS = 20;
  private static final double STANDARD_ERRORS = 2;

  static BaseFractions start() {
    return new BaseFractions(new double[0], new double[0]);
  }

  boolean isFixed() {
    return fractions.length > 0;
  }

  /** NaN as well while units are held out. */
  double of(int component) {
    return isFixed() ? fractions[component] : Double.NaN;
  }

  BaseFractions with(PromptUnit unit) {
    int perUnit = unit.first().baseSums().length;
    double[] all = Arrays.copyOf(heldOut, heldOut.length + perUnit);
    for (PromptOutcome prompt : unit.prompts()) {
      for (int i = 0; i < perUnit; i++) {
        all[heldOut.length + i] += prompt.baseSums()[i];
      }
    }
    return all.length / perUnit < UNITS
        ? new BaseFractions(all, fractions)
        : new BaseFractions(new double[0], fractions(all, perUnit));
  }

  private static double[] fractions(double[] sums, int perUnit) {
    double[] fractions = new double[perUnit / 2];
    for (int component = 0; component < fractions.length; component++) {
      fractions[component] = fraction(sums, perUnit, 2 * component);
    }
    return fractions;
  }

  /** Undefined where the mean direct effect is not clear of 0. */
  private static double fraction(double[] sums, int perUnit, int at) {
    double direct = 0;
    double repair = 0;
    for (int unit = 0; unit < UNITS; unit++) {
      direct += sums[unit * perUnit + at];
      repair += sums[unit * perUnit + at + 1];
    }
    double mean = direct / UNITS;
    double squares = 0;
    for (int unit = 0; unit < UNITS; unit++) {
      double difference = sums[unit * perUnit + at] - mean;
      squares += difference * difference;
    }
    double error = Math.sqrt(squares / (UNITS - 1) / UNITS);
    return Math.abs(mean) > STANDARD_ERRORS * error ? repair / direct : Double.NaN;
  }
}
