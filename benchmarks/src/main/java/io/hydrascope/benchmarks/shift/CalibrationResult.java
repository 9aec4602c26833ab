package io.hydrascope.benchmarks.shift;

import io.hydrascope.benchmarks.Machine;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the simulations saw. Differences are in standard deviations of an observation.
 *
 * @param components K
 * @param delta the largest |effect| that does not matter
 */
record CalibrationResult(
    Machine machine,
    int components,
    double alpha,
    double delta,
    List<Power> power,
    List<Equivalence> equivalence,
    List<SomeChange> someChange,
    List<NoChange> noChange) {

  static CalibrationResult empty(Machine machine) {
    return new CalibrationResult(
        machine,
        Simulation.COMPONENTS,
        Simulation.ALPHA,
        Simulation.DELTA,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * @param simulated one of the records below
   */
  CalibrationResult with(Object simulated) {
    return new CalibrationResult(
        machine,
        components,
        alpha,
        delta,
        and(power, Power.class, simulated),
        and(equivalence, Equivalence.class, simulated),
        and(someChange, SomeChange.class, simulated),
        and(noChange, NoChange.class, simulated));
  }

  private static <T> List<T> and(List<T> all, Class<T> type, Object one) {
    return type.isInstance(one)
        ? Stream.concat(all.stream(), Stream.of(type.cast(one))).toList()
        : all;
  }

  /** All parts, each kind sorted by what it is about. */
  static CalibrationResult join(List<CalibrationResult> parts) {
    CalibrationResult all = empty(parts.get(0).machine);
    for (CalibrationResult part : parts) {
      for (List<?> kind : List.of(part.power, part.equivalence, part.someChange, part.noChange)) {
        for (Object simulated : kind) {
          all = all.with(simulated);
        }
      }
    }
    return new CalibrationResult(
        all.machine,
        all.components,
        all.alpha,
        all.delta,
        sorted(all.power, Comparator.comparing(Power::population).thenComparing(Power::beyond)),
        sorted(all.equivalence, Comparator.comparingDouble(Equivalence::skewness)),
        sorted(all.someChange, Comparator.comparing(SomeChange::population)),
        sorted(all.noChange, Comparator.comparingDouble(each -> Math.abs(each.skewness))));
  }

  private static <T> List<T> sorted(List<T> all, Comparator<T> order) {
    return all.stream().sorted(order).toList();
  }

  /**
   * Every component's mean lies at ±delta, looked at after every observation.
   *
   * @param looks observations of an experiment
   * @param anyRejected experiments in which anything was ever called shifted
   * @param anyRejectedByTTests the same of t-tests with Bonferroni, repeated at every look
   * @param coverage share of the components whose mean lies in their 95% interval at every look
   *     from the 50th on
   * @param tCoverage the same of Student's interval
   */
  record NoChange(
      String population,
      double skewness,
      int experiments,
      int looks,
      int anyRejected,
      int anyRejectedByTTests,
      double coverage,
      double tCoverage) {}

  /**
   * A fifth of the components lies beyond delta, the others at ±delta.
   *
   * @param falseDiscoveryRate by the rule that ended looking: mean share of the shifted that are
   *     none
   * @param latched mean share, among all that were ever called shifted, that are none
   */
  record SomeChange(
      String population,
      int experiments,
      int looks,
      Map<String, Double> falseDiscoveryRate,
      double latched,
      double found) {}

  /**
   * Every mean lies at delta = 1: what is called equivalent is not.
   *
   * @param anyEquivalent experiments in which anything was ever called so
   * @param anyByIntervalAlone the same if the interval decided alone, without bets and skewness
   */
  record Equivalence(
      String population,
      double skewness,
      int experiments,
      int looks,
      int anyEquivalent,
      int anyByIntervalAlone) {}

  /**
   * One of K components lies {@code beyond} past delta.
   *
   * @param needed observations after which it was called shifted in 80% of the paths
   * @param median the same in half of them
   * @param fixed what a z-test of known variance at the same level needs for 80%, looking once
   */
  record Power(String population, double beyond, int paths, int needed, int median, int fixed) {}
}
