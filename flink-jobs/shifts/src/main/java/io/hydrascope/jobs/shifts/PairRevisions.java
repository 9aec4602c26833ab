package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.rules.BaseSelection;
import io.hydrascope.alerting.rules.ControlMessage;
import io.hydrascope.alerting.rules.Rule;
import io.hydrascope.jobs.streams.JobEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Waits until base and candidate have both answered a prompt under the same plan, completely. Which
 * is whose base, the rules say; captures that no rule wants end here.
 *
 * <p>State: each part that a revision has sent of the prompt, by itself. It ends the horizon after
 * it came; a revision's that can be no base of others once it was compared.
 */
final class PairRevisions
    extends KeyedBroadcastProcessFunction<Tuple2<Long, Long>, PromptPart, String, PromptOutcome> {
  private static final long serialVersionUID = 1L;

  private final RulesInForce rules;
  private final Duration horizon;
  private transient @Nullable MapState<String, PromptPart> parts;
  private transient @Nullable Counter excludedRows;

  PairRevisions(RulesInForce rules, Duration horizon) {
    this.rules = rules;
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    MapStateDescriptor<String, PromptPart> collected =
        new MapStateDescriptor<>("parts", Types.STRING, TypeInformation.of(PromptPart.class));
    collected.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    parts = getRuntimeContext().getMapState(collected);
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
    MapState<String, PromptPart> kept = Objects.requireNonNull(parts, "open comes first");
    Map<String, CollectedPrompt> byRevision = byRevision(kept);
    CollectedPrompt before =
        byRevision.getOrDefault(part.revision(), new CollectedPrompt(List.of()));
    kept.put(name(part.revision(), before.parts().size()), part);
    CollectedPrompt now = before.with(part);
    byRevision.put(part.revision(), now);
    if (now.isComplete()) {
      out.collect(PromptOutcome.answered(now.first()));
      compare(now, bases, byRevision, out);
    }
  }

  private static Map<String, CollectedPrompt> byRevision(MapState<String, PromptPart> kept)
      throws Exception {
    Map<String, CollectedPrompt> byRevision = new LinkedHashMap<>();
    for (PromptPart part : kept.values()) {
      byRevision.merge(
          part.revision(),
          new CollectedPrompt(List.of(part)),
          (before, one) -> before.with(one.first()));
    }
    return byRevision;
  }

  private static String name(String revision, int number) {
    return revision + "\n" + number;
  }

  /** Each pair once: when the later of the two is complete. */
  private void compare(
      CollectedPrompt now,
      List<BaseSelection> bases,
      Map<String, CollectedPrompt> byRevision,
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
        forget(now, bases);
      }
      if (isPair(now, other, bases)) {
        emit(other.minus(now), out);
        forget(other, bases);
      }
    }
  }

  private void emit(CollectedPrompt.Difference difference, Collector<PromptOutcome> out) {
    Objects.requireNonNull(excludedRows).inc(difference.excludedRows());
    out.collect(difference.outcome());
  }

  /** Where there is one base only, a compared candidate waits for nobody. */
  private void forget(CollectedPrompt candidate, List<BaseSelection> bases) throws Exception {
    if (bases.size() == 1 && bases.get(0).kind() != BaseSelection.Kind.PREVIOUS) {
      for (int number = 0; number < candidate.parts().size(); number++) {
        Objects.requireNonNull(parts).remove(name(candidate.first().revision(), number));
      }
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
