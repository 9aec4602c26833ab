package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.PromptSums;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.CapturePlan;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Sums a prompt's rows of each component, for {@code all} and for each of its segments. A batch has
 * all of a prompt's rows of a component, so the sums are complete.
 */
final class SumPrompts implements FlatMapFunction<EffectBatch, KeyedPromptSums> {
  private static final long serialVersionUID = 1L;
  private static final String ALL = "all";

  @Override
  public void flatMap(EffectBatch effects, Collector<KeyedPromptSums> out) {
    List<String> segments = segments(effects);
    for (int start = 0, end; start < effects.count(); start = end) {
      end = endOfComponent(effects, start);
      PromptSums sums = PromptSums.of(effects, start, end);
      for (String segment : segments) {
        out.collect(KeyedPromptSums.of(key(effects, effects.component(start), segment), sums));
      }
    }
  }

  private static int endOfComponent(EffectBatch effects, int start) {
    int end = start + 1;
    while (end < effects.count() && effects.component()[end] == effects.component()[start]) {
      end++;
    }
    return end;
  }

  private static List<String> segments(EffectBatch effects) {
    List<String> segments = new ArrayList<>();
    segments.add(ALL);
    effects.capture().segments().forEach((name, value) -> segments.add(name + "=" + value));
    return segments;
  }

  private static MetricsKey key(EffectBatch effects, AblationUnit component, String segment) {
    CapturePlan plan = effects.plan();
    return new MetricsKey(
        effects.source().model(),
        effects.source().revision(),
        component,
        plan.ablation().text(),
        plan.scope().text(),
        plan.target().text(),
        plan.referenceSet(),
        segment,
        ALL,
        ALL);
  }
}
