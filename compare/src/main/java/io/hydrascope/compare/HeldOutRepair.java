package io.hydrascope.compare;

import io.hydrascope.agent.prompt.Prompt;
import io.hydrascope.analysis.RepairFraction;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** R_base of every component, on prompts that are not compared. */
public final class HeldOutRepair {
  private final RepairFraction[] fractions; // [component]

  private HeldOutRepair(int components) {
    fractions = new RepairFraction[components];
    Arrays.setAll(fractions, component -> new RepairFraction());
  }

  public static HeldOutRepair start(int components) {
    return new HeldOutRepair(components);
  }

  /**
   * Adds what base did over the rows of one prompt or group.
   *
   * @param direct sums of direct_effect // [component]
   * @param repaired sums of self_repair // [component]
   */
  void add(double[] direct, double[] repaired) {
    for (int component = 0; component < fractions.length; component++) {
      fractions[component].add(direct[component], repaired[component]);
    }
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
      repair.add(direct, repaired);
    }
    return repair;
  }

  OptionalDouble of(int component) {
    return fractions[component].value();
  }

  /** Where repair_residual is not tested, for a reader; empty if it is everywhere. */
  Optional<String> note(List<AblationUnit> ablated, long heldOut) {
    List<String> undefined =
        IntStream.range(0, fractions.length)
            .filter(component -> of(component).isEmpty())
            .mapToObj(component -> ablated.get(component).text())
            .toList();
    return undefined.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "repair_residual is not tested where base's direct effect on the %,d held-out observations may be 0: %s."
                .formatted(heldOut, String.join(", ", undefined)));
  }
}
