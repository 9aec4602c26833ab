package io.hydrascope.compare;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.EBenjaminiHochberg.Decision;
import io.hydrascope.analysis.EProcess;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The evidence of every component and measure, judged together. */
public final class ShiftTable {
  private final EBenjaminiHochberg rule;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(
      AblationUnit unit, String measure, ToDoubleFunction<UnitDifference> value, EProcess e) {}

  private ShiftTable(EBenjaminiHochberg rule) {
    this.rule = rule;
  }

  /**
   * @param repair R_base; where it is undefined repair_residual is not tested
   */
  public static ShiftTable of(
      EBenjaminiHochberg rule,
      List<AblationUnit> ablated,
      List<ShiftMeasure> measures,
      HeldOutRepair repair) {
    ShiftTable table = new ShiftTable(rule);
    for (int component = 0; component < ablated.size(); component++) {
      table.test(component, ablated.get(component), measures, repair.of(component));
    }
    return table;
  }

  private void test(
      int component, AblationUnit unit, List<ShiftMeasure> measures, OptionalDouble repairOfBase) {
    for (ShiftMeasure measure : measures) {
      if (measure != ShiftMeasure.REPAIR_RESIDUAL || repairOfBase.isPresent()) {
        double fraction = repairOfBase.orElse(0);
        test(
            unit, measure.column(), observed -> difference(measure, component, fraction, observed));
      }
    }
  }

  private void test(AblationUnit unit, String measure, ToDoubleFunction<UnitDifference> value) {
    entries.add(new Entry(unit, measure, value, EProcess.start(rule.delta())));
  }

  /** Tests entries of the response matrix as well, in their order. */
  void testResponses(List<ResponseEntry> responses) {
    for (int i = 0; i < responses.size(); i++) {
      int entry = i;
      test(responses.get(i).ablated(), responses.get(i).measure(), each -> each.response(entry));
    }
  }

  private static double difference(
      ShiftMeasure measure, int component, double repairOfBase, UnitDifference observed) {
    return switch (measure) {
      case SELF_REPAIR -> observed.difference(component, Measure.SELF_REPAIR);
      case DIRECT_EFFECT -> observed.difference(component, Measure.DIRECT_EFFECT);
      case TOTAL_EFFECT -> observed.difference(component, Measure.TOTAL_EFFECT);
      case LOGPROB_DROP -> observed.difference(component, Measure.LOGPROB_DROP);
      case REPAIR_RESIDUAL ->
          observed.difference(component, Measure.SELF_REPAIR)
              - repairOfBase * observed.difference(component, Measure.DIRECT_EFFECT);
    };
  }

  public void add(UnitDifference observed) {
    for (Entry entry : entries) {
      entry.e.add(entry.value.applyAsDouble(observed));
    }
  }

  boolean anyShifted() {
    return !rule.shifted(entries.stream().map(Entry::e).toList()).isEmpty();
  }

  public List<ComponentShift> shifts() {
    List<Decision> decisions = rule.decide(entries.stream().map(Entry::e).toList());
    List<ComponentShift> shifts = new ArrayList<>();
    for (int i = 0; i < decisions.size(); i++) {
      Entry entry = entries.get(i);
      shifts.add(
          new ComponentShift(
              entry.unit, entry.measure, entry.e.effect(), entry.e.n(), decisions.get(i)));
    }
    return shifts;
  }
}
