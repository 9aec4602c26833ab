package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.PromptSums;
import io.hydrascope.jobs.compensation.CaptureSums.UnitSums;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sums a prompt's rows of each component. A batch has all of a prompt's rows of a component, so the
 * sums are complete.
 */
final class SumPrompts implements MapFunction<EffectBatch, CaptureSums> {
  private static final long serialVersionUID = 1L;

  @Override
  public CaptureSums map(EffectBatch effects) {
    return new CaptureSums(
        effects.source().model(),
        effects.source().revision(),
        CaptureSums.MetricsPlan.of(effects.plan()),
        effects.capture().segments(),
        effects.capture().eventTimeMicros(),
        units(effects));
  }

  private static List<UnitSums> units(EffectBatch effects) {
    Map<AblationUnit, PromptSums> sums = new LinkedHashMap<>();
    for (int start = 0, end; start < effects.count(); start = end) {
      end = endOfComponent(effects, start);
      sums.put(effects.component(start), PromptSums.of(effects, start, end));
    }
    List<UnitSums> units = new ArrayList<>();
    sums.forEach(
        (unit, own) -> units.add(new UnitSums(unit, own.withSynergy(synergy(unit, sums)))));
    return units;
  }

  private static int endOfComponent(EffectBatch effects, int start) {
    int end = start + 1;
    while (end < effects.count() && effects.component()[end] == effects.component()[start]) {
      end++;
    }
    return end;
  }

  /** Σ over rows of total_effect(set) − Σ total_effect(members); NaN where a member is missing. */
  private static double synergy(AblationUnit unit, Map<AblationUnit, PromptSums> sums) {
    if (unit.components().size() < 2) {
      return Double.NaN;
    }
    double synergy = totalEffect(sums.get(unit));
    for (Component member : unit.components()) {
      synergy -= totalEffect(sums.get(AblationUnit.of(member)));
    }
    return synergy;
  }

  private static double totalEffect(@Nullable PromptSums sums) {
    return sums == null ? Double.NaN : sums.sums()[Measure.TOTAL_EFFECT.ordinal()];
  }
}
