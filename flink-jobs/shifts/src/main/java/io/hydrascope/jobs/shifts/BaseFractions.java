package io.hydrascope.jobs.shifts;

import io.hydrascope.analysis.RepairFraction;
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

  private static double fraction(double[] sums, int perUnit, int at) {
    RepairFraction fraction = new RepairFraction();
    for (int unit = 0; unit < UNITS; unit++) {
      fraction.add(sums[unit * perUnit + at], sums[unit * perUnit + at + 1]);
    }
    return fraction.value().orElse(Double.NaN);
  }
}
