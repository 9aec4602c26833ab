package io.hydrascope.cli.compare;

import io.hydrascope.analysis.EBenjaminiHochberg;
import io.hydrascope.analysis.EBenjaminiHochberg.Decision;
import io.hydrascope.analysis.EProcess;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The evidence of every component and measure, judged together. */
final class ShiftTable {
  private final EBenjaminiHochberg rule;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * @param component index of {@code unit} in the plan
   * @param repairOfBase R_base; only {@code repair_residual} uses it
   */
  private record Entry(
      int component, AblationUnit unit, ShiftMeasure measure, double repairOfBase, EProcess e) {
    double difference(UnitDifference observed) {
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
  }

  private ShiftTable(EBenjaminiHochberg rule) {
    this.rule = rule;
  }

  /**
   * @param repair R_base; where it is undefined repair_residual is not tested
   */
  static ShiftTable of(
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
        EProcess process = EProcess.start(rule.delta());
        entries.add(new Entry(component, unit, measure, repairOfBase.orElse(0), process));
      }
    }
  }

  void add(UnitDifference observed) {
    for (Entry entry : entries) {
      entry.e.add(entry.difference(observed));
    }
  }

  boolean anyShifted() {
    return !rule.shifted(entries.stream().map(Entry::e).toList()).isEmpty();
  }

  List<ComponentShift> shifts() {
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
