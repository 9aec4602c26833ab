package io.hydrascope.compare;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** docs/metrics.md §6 written out row by row: what the ways are held to. */
record TestingShiftDefinition(TestingPairedRows rows, List<List<Prompt>> units, int heldOut) {

  /** Mean over the units that can be compared; empty where the measure has none. */
  OptionalDouble effect(AblationUnit component, ShiftMeasure measure) {
    double fraction =
        measure == ShiftMeasure.REPAIR_RESIDUAL ? baseFraction(component) : Double.NaN;
    List<Double> values = new ArrayList<>();
    for (List<Prompt> unit : units.subList(heldOut, units.size())) {
      unit.stream()
          .filter(this::canBeCompared)
          .mapToDouble(prompt -> difference(prompt, component, measure, fraction))
          .average()
          .ifPresent(values::add);
    }
    return values.stream().mapToDouble(value -> value).average();
  }

  long comparedUnits() {
    return units.subList(heldOut, units.size()).stream()
        .filter(unit -> unit.stream().anyMatch(this::canBeCompared))
        .count();
  }

  long heldOutPromptsThatCannotBeCompared() {
    return units.subList(0, heldOut).stream()
        .flatMap(List::stream)
        .filter(prompt -> !canBeCompared(prompt))
        .count();
  }

  double baseFraction(AblationUnit component) {
    double direct = 0;
    double repair = 0;
    for (List<Prompt> unit : units.subList(0, heldOut)) {
      for (Prompt prompt : unit) {
        EffectBatch base = rows.base(prompt.id());
        direct += sum(places(base, component, Measure.DIRECT_EFFECT, row -> true));
        repair += sum(places(base, component, Measure.SELF_REPAIR, row -> true));
      }
    }
    return repair / direct;
  }

  private boolean canBeCompared(Prompt prompt) {
    EffectBatch base = rows.base(prompt.id());
    return base.ablated().stream()
        .allMatch(
            component ->
                IntStream.range(0, base.count())
                    .anyMatch(
                        row -> base.component(row).equals(component) && isCommon(prompt, row)));
  }

  /** Both revisions have the same rows here, in the same order. */
  private boolean isCommon(Prompt prompt, int row) {
    return rows.base(prompt.id()).targetToken()[row]
        == rows.candidate(prompt.id()).targetToken()[row];
  }

  private double difference(
      Prompt prompt, AblationUnit component, ShiftMeasure measure, double fraction) {
    return switch (measure) {
      case SELF_REPAIR -> difference(prompt, component, Measure.SELF_REPAIR);
      case DIRECT_EFFECT -> difference(prompt, component, Measure.DIRECT_EFFECT);
      case TOTAL_EFFECT -> difference(prompt, component, Measure.TOTAL_EFFECT);
      case LOGPROB_DROP -> difference(prompt, component, Measure.LOGPROB_DROP);
      case REPAIR_RESIDUAL ->
          difference(prompt, component, Measure.SELF_REPAIR)
              - fraction * difference(prompt, component, Measure.DIRECT_EFFECT);
    };
  }

  private double difference(Prompt prompt, AblationUnit component, Measure measure) {
    IntPredicate common = row -> isCommon(prompt, row);
    return mean(places(rows.candidate(prompt.id()), component, measure, common))
        - mean(places(rows.base(prompt.id()), component, measure, common));
  }

  /** A mean over donors for each position. */
  private static List<Double> places(
      EffectBatch effects, AblationUnit component, Measure measure, IntPredicate counts) {
    TreeMap<Integer, List<Double>> byPosition = new TreeMap<>();
    for (int row = 0; row < effects.count(); row++) {
      if (effects.component(row).equals(component) && counts.test(row)) {
        byPosition
            .computeIfAbsent(effects.position()[row], position -> new ArrayList<>())
            .add(effects.measure(row, measure));
      }
    }
    return byPosition.values().stream().map(TestingShiftDefinition::mean).toList();
  }

  private static double mean(List<Double> values) {
    return sum(values) / values.size();
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(value -> value).sum();
  }
}
