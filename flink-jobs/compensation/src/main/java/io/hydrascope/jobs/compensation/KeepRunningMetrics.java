package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ClusteredMoments;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.schemas.rows.MetricsRow;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Merges prompts into a key's metrics and emits its row at most once a second, and always within a
 * second of a change or at the end of the input.
 *
 * <p>State: one {@link RunningMetrics} a key. It ends the horizon after the key's last prompt; a
 * prompt after that starts the key anew.
 */
final class KeepRunningMetrics extends KeyedProcessFunction<String, KeyedPromptSums, MetricsRow> {
  private static final long serialVersionUID = 1L;
  private static final long INTERVAL_MILLIS = 1_000;

  private final Duration horizon;
  private transient @Nullable ValueState<RunningMetrics> state;

  KeepRunningMetrics(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<RunningMetrics> metrics =
        new ValueStateDescriptor<>("metrics", TypeInformation.of(RunningMetrics.class));
    metrics.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    state = getRuntimeContext().getState(metrics);
  }

  @Override
  public void processElement(KeyedPromptSums prompt, Context context, Collector<MetricsRow> out)
      throws Exception {
    RunningMetrics metrics = metrics().value();
    if (metrics == null) {
      metrics = new RunningMetrics(prompt.key(), ClusteredMoments.empty().state(), 0, false);
    }
    ClusteredMoments.of(metrics.moments()).add(prompt.sums());
    if (!metrics.waiting()) {
      TimerService timers = context.timerService();
      timers.registerProcessingTimeTimer(timers.currentProcessingTime() + INTERVAL_MILLIS);
      // Fires at the end of a bounded input, where processing-time timers are dropped.
      timers.registerEventTimeTimer(Long.MAX_VALUE);
    }
    metrics().update(metrics.withWaiting());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<MetricsRow> out)
      throws Exception {
    RunningMetrics metrics = metrics().value();
    if (metrics == null || !metrics.waiting()) {
      return;
    }
    long nowMicros = context.timerService().currentProcessingTime() * 1_000;
    // Strictly increasing, also when a clock goes back: the newest row of a key wins.
    long atMicros = Math.max(nowMicros, metrics.emittedAtMicros() + 1);
    out.collect(ClusteredMoments.of(metrics.moments()).toRow(metrics.key(), atMicros));
    metrics().update(metrics.emitted(atMicros));
  }

  private ValueState<RunningMetrics> metrics() {
    return Objects.requireNonNull(state, "open comes first");
  }
}
