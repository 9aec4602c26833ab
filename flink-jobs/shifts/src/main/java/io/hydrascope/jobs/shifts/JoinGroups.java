package io.hydrascope.jobs.shifts;

import io.hydrascope.jobs.streams.JobEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes one unit of the prompts that share a template or document: they are not independent. A
 * group is complete once none of its prompts came for a while; what comes later is counted and left
 * out, since the unit was looked at already. Prompts without a group pass.
 *
 * <p>State: an open group's prompts, and that a group was closed. It ends the horizon after it was
 * last written.
 */
final class JoinGroups extends KeyedProcessFunction<Tuple2<Long, Long>, PromptOutcome, PromptUnit> {
  private static final long serialVersionUID = 1L;

  private final Duration wait;
  private final Duration horizon;
  private transient @Nullable ListState<PromptOutcome> open;
  private transient @Nullable ValueState<Long> closesAtMillis;
  private transient @Nullable ValueState<Boolean> closed;
  private transient @Nullable Counter late;

  JoinGroups(Duration wait, Duration horizon) {
    this.wait = wait;
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    ListStateDescriptor<PromptOutcome> prompts =
        new ListStateDescriptor<>("prompts", TypeInformation.of(PromptOutcome.class));
    ValueStateDescriptor<Long> closing = new ValueStateDescriptor<>("closes-at", Types.LONG);
    ValueStateDescriptor<Boolean> done = new ValueStateDescriptor<>("closed", Types.BOOLEAN);
    prompts.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    closing.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    done.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    open = getRuntimeContext().getListState(prompts);
    closesAtMillis = getRuntimeContext().getState(closing);
    closed = getRuntimeContext().getState(done);
    late = getRuntimeContext().getMetricGroup().counter("prompts_after_their_group");
  }

  @Override
  public void processElement(PromptOutcome prompt, Context context, Collector<PromptUnit> out)
      throws Exception {
    if (!prompt.isJoined()) {
      out.collect(new PromptUnit(List.of(prompt)));
      return;
    }
    if (Boolean.TRUE.equals(Objects.requireNonNull(closed, "open comes first").value())) {
      Objects.requireNonNull(late).inc();
      return;
    }
    Objects.requireNonNull(open).add(prompt);
    long closing = context.timerService().currentProcessingTime() + wait.toMillis();
    Objects.requireNonNull(closesAtMillis).update(closing);
    context.timerService().registerProcessingTimeTimer(closing);
  }

  @Override
  public void onTimer(long atMillis, OnTimerContext context, Collector<PromptUnit> out)
      throws Exception {
    ValueState<Long> closing = Objects.requireNonNull(closesAtMillis, "open comes first");
    Long due = closing.value();
    if (due == null || due > atMillis) {
      return;
    }
    ListState<PromptOutcome> prompts = Objects.requireNonNull(open);
    List<PromptOutcome> group = new ArrayList<>();
    prompts.get().forEach(group::add);
    out.collect(new PromptUnit(group));
    prompts.clear();
    closing.clear();
    Objects.requireNonNull(closed).update(true);
  }
}
