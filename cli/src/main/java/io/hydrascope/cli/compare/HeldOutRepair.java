package io.hydrascope.cli.compare;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.analysis.RepairFraction;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** R_base of every component, on prompts that are not compared. */
final class HeldOutRepair {
  private final RepairFraction[] fractions; // [component]

  private HeldOutRepair(int components) {
    fractions = new RepairFraction[components];
    Arrays.setAll(fractions, component -> new RepairFraction());
  }

  /**
   * @throws io.hydrascope.schemas.capture.BadCaptureException if a number is not finite
   */
  static HeldOutRepair of(Revision base, List<List<Prompt>> units) {
    int components = base.plan().ablated().size();
    HeldOutRepair repair = new HeldOutRepair(components);
    for (List<Prompt> unit : units) {
      double[] direct = new double[components];
      double[] repaired = new double[components];
      for (Prompt prompt : unit) {
        EffectBatch effects = base.ask(prompt).effects();
        for (int row = 0; row < effects.count(); row++) {
          direct[effects.component()[row]] += effects.measure(row, Measure.DIRECT_EFFECT);
          repaired[effects.component()[row]] += effects.measure(row, Measure.SELF_REPAIR);
        }
      }
      for (int component = 0; component < components; component++) {
        repair.fractions[component].add(direct[component], repaired[component]);
      }
    }
    return repair;
  }

  OptionalDouble of(int component) {
    return fractions[component].value();
  }
}
