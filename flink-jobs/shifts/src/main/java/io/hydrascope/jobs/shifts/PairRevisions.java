package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.BaseSelection;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.jobs.streams.JobEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Waits until base and candidate have both answered a prompt under the same plan, completely. Which
 * is whose base, the rules say; captures that no rule wants end here.
 *
 * <p>State: what each revision has sent of the prompt. It ends the horizon after it was last
 * written; a revision's that can be no base of others once it was compared.
 */
final class PairRevisions
    extends KeyedBroadcastProcessFunction<String, PromptPart, String, PromptOutcome> {
  private static final long serialVersionUID = 1L;

  private final RulesInForce rules;
  private final Duration horizon;
  private transient @Nullable MapState<String, CollectedPrompt> collected;
  private transient @Nullable Counter excludedRows;

  PairRevisions(RulesInForce rules, Duration horizon) {
    this.rules = rules;
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
  }

  @Override
  public void processElement(PromptPart part, ReadOnlyContext context, Collector<PromptOutcome> out)
      throws Exception {
    List<BaseSelection> bases =
        rules.of(context.getBroadcastState(RulesInForce.STATE)).rules().stream()
            .map(Rule::watch)
            .filter(watch -> watch.wants(part.model(), part.plan().target()))
            .map(watch -> watch.base())
            .distinct()
            .toList();
    if (bases.isEmpty()) {
      return;
    }
    MapState<String, CollectedPrompt> byRevision =
        Objects.requireNonNull(collected, "open comes first");
    CollectedPrompt before = byRevision.get(part.revision());
    CollectedPrompt now = (before == null ? new CollectedPrompt(List.of()) : before).with(part);
    byRevision.put(part.revision(), now);
    if (now.isComplete()) {
      out.collect(PromptOutcome.answered(now.first()));
      compare(now, bases, byRevision, out);
    }
  }

  /** Each pair once: when the later of the two is complete. */
  private void compare(
      CollectedPrompt now,
      List<BaseSelection> bases,
      MapState<String, CollectedPrompt> byRevision,
      Collector<PromptOutcome> out)
      throws Exception {
    List<CollectedPrompt> others = new ArrayList<>();
    for (CollectedPrompt other : byRevision.values()) {
      if (other.isComplete() && !other.first().revision().equals(now.first().revision())) {
        others.add(other);
      }
    }
    for (CollectedPrompt other : others) {
      if (isPair(other, now, bases)) {
        emit(now.minus(other), out);
        forget(now, bases, byRevision);
      }
      if (isPair(now, other, bases)) {
        emit(other.minus(now), out);
        forget(other, bases, byRevision);
      }
    }
  }

  private void emit(CollectedPrompt.Difference difference, Collector<PromptOutcome> out) {
    Objects.requireNonNull(excludedRows).inc(difference.excludedRows());
    out.collect(difference.outcome());
  }

  /** Where there is one base only, a compared candidate waits for nobody. */
  private static void forget(
      CollectedPrompt candidate,
      List<BaseSelection> bases,
      MapState<String, CollectedPrompt> byRevision)
      throws Exception {
    if (bases.size() == 1 && bases.get(0).kind() != BaseSelection.Kind.PREVIOUS) {
      byRevision.remove(candidate.first().revision());
    }
  }

  private static boolean isPair(
      CollectedPrompt base, CollectedPrompt candidate, List<BaseSelection> bases) {
    PromptPart from = base.first();
    PromptPart to = candidate.first();
    return bases.stream()
        .anyMatch(each -> each.pairs(from.revision(), from.order(), to.revision(), to.order()));
  }

  @Override
  public void processBroadcastElement(String message, Context context, Collector<PromptOutcome> out)
      throws Exception {
    if (ControlMessage.parse(message) instanceof ControlMessage.Rules) {
      RulesInForce.put(context.getBroadcastState(RulesInForce.STATE), message);
    }
  }
}
