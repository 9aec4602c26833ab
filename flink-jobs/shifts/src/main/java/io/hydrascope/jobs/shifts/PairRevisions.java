package io.hydrascope.jobs.shifts;

import io.hydrascope.jobs.streams.JobEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Waits until base and candidate have both answered a prompt under the same plan, completely.
 *
 * <p>State: what each revision has sent of the prompt. A candidate's ends once it was compared, and
 * all of it the horizon after it was last written: the base's stays for later candidates.
 */
final class PairRevisions extends KeyedProcessFunction<String, PromptPart, PromptDifference> {
  private static final long serialVersionUID = 1L;

  private final String base;
  private final Duration horizon;
  private transient @Nullable MapState<String, CollectedPrompt> collected;
  private transient @Nullable Counter excludedRows;
  private transient @Nullable Counter excludedPrompts;

  PairRevisions(String base, Duration horizon) {
    this.base = base;
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    MapStateDescriptor<String, CollectedPrompt> byRevision =
        new MapStateDescriptor<>(
            "by-revision", Types.STRING, TypeInformation.of(CollectedPrompt.class));
    byRevision.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    collected = getRuntimeContext().getMapState(byRevision);
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    excludedRows = metrics.counter("rows_with_other_target");
    excludedPrompts = metrics.counter("prompts_without_common_target");
  }

  @Override
  public void processElement(PromptPart part, Context context, Collector<PromptDifference> out)
      throws Exception {
    MapState<String, CollectedPrompt> byRevision =
        Objects.requireNonNull(collected, "open comes first");
    CollectedPrompt before = byRevision.get(part.revision());
    CollectedPrompt now = (before == null ? new CollectedPrompt(List.of()) : before).with(part);
    byRevision.put(part.revision(), now);
    CollectedPrompt fromBase = byRevision.get(base);
    if (!now.isComplete() || fromBase == null || !fromBase.isComplete()) {
      return;
    }
    for (String candidate : completeCandidates(byRevision)) {
      compare(candidate, Objects.requireNonNull(byRevision.get(candidate)), fromBase, out);
      byRevision.remove(candidate);
    }
  }

  private List<String> completeCandidates(MapState<String, CollectedPrompt> byRevision)
      throws Exception {
    List<String> candidates = new ArrayList<>();
    for (Map.Entry<String, CollectedPrompt> entry : byRevision.entries()) {
      if (!entry.getKey().equals(base) && entry.getValue().isComplete()) {
        candidates.add(entry.getKey());
      }
    }
    return candidates;
  }

  private void compare(
      String candidate,
      CollectedPrompt prompt,
      CollectedPrompt fromBase,
      Collector<PromptDifference> out) {
    CollectedPrompt.Differences result = prompt.minus(fromBase);
    Objects.requireNonNull(excludedRows).inc(result.excludedRows());
    double[] differences = result.differences();
    if (differences == null) {
      Objects.requireNonNull(excludedPrompts).inc();
      return;
    }
    PromptPart any = prompt.parts().get(0);
    out.collect(
        new PromptDifference(
            any.model(), base, candidate, any.plan(), any.promptId(), differences));
  }
}
