package io.hydrascope.compare;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.EBenjaminiHochberg.Decision;
import io.hydrascope.analysis.EProcess;
import io.hydrascope.analysis.shift.HeldOutRepair;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The evidence of every component and measure, judged together. */
public final class ShiftTable {
  private final EBenjaminiHochberg rule;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param isDefined if not it counts among those that are tested and is never shown
   */
  private record Entry(
      AblationUnit unit,
      String measure,
      boolean isDefined,
      ToDoubleFunction<ObservedUnit> value,
      EProcess e) {}

  private ShiftTable(EBenjaminiHochberg rule) {
    this.rule = rule;
  }

  /**
   * @param repair R_base; where it is undefined repair_residual has no verdict
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
    double fraction = repairOfBase.orElse(Double.NaN);
    for (ShiftMeasure measure : measures) {
      boolean isDefined = measure != ShiftMeasure.REPAIR_RESIDUAL || repairOfBase.isPresent();
      test(
          unit,
          measure.column(),
          isDefined,
          observed -> observed.difference().value(measure, component, fraction));
    }
  }

  private void test(
      AblationUnit unit, String measure, boolean isDefined, ToDoubleFunction<ObservedUnit> value) {
    entries.add(new Entry(unit, measure, isDefined, value, EProcess.start(rule.delta())));
  }

  /** Tests entries of the response matrix as well, in their order. */
  void testResponses(List<ResponseEntry> responses) {
    for (int i = 0; i < responses.size(); i++) {
      int entry = i;
      test(
          responses.get(i).ablated(),
          responses.get(i).measure(),
          true,
          each -> each.response(entry));
    }
  }

  void add(ObservedUnit observed) {
    for (Entry entry : entries) {
      if (entry.isDefined) {
        entry.e.add(entry.value.applyAsDouble(observed));
      }
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
      if (entry.isDefined) {
        shifts.add(
            new ComponentShift(
                entry.unit, entry.measure, entry.e.effect(), entry.e.n(), decisions.get(i)));
      }
    }
    return shifts;
  }
}
