package io.hydrascope.jobs.compensation;

import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Merges prompts into a key's metrics, of all time and of each window of event time, and emits a
 * row at most once a second, ten seconds for hours and days, and always soon after a change, when
 * the window's state ends, and at the end of the input.
 *
 * <p>State: one {@link RunningMetrics} a key, which ends the horizon after the key's last prompt; a
 * prompt after that starts the key anew. One more a window, which ends when the watermark passes
 * the window's end by the allowed lateness, and in any case two days after that much time without a
 * prompt. A prompt that comes later counts in {@code all} and in {@code prompts_late}.
 */
final class KeepRunningMetrics extends KeyedProcessFunction<String, KeyedPromptSums, MetricsRow> {
  private static final long serialVersionUID = 1L;
  private static final long PAUSE_MILLIS = 1_000;
  private static final Duration LONGEST_IDLE = Duration.ofDays(2);

  private final Duration horizon;
  private final long latenessMillis;
  private transient @Nullable ValueState<RunningMetrics> state;
  private transient @Nullable MapState<String, RunningMetrics> windowStates;
  private transient Counter @Nullable [] late; // [window]

  KeepRunningMetrics(Duration horizon, Duration lateness) {
    this.horizon = horizon;
    this.latenessMillis = lateness.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    TypeInformation<RunningMetrics> type = TypeInformation.of(RunningMetrics.class);
    ValueStateDescriptor<RunningMetrics> metrics = new ValueStateDescriptor<>("metrics", type);
    metrics.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    state = getRuntimeContext().getState(metrics);
    MapStateDescriptor<String, RunningMetrics> windows =
        new MapStateDescriptor<>("windows", Types.STRING, type);
    windows.enableTimeToLive(JobEnvironment.endsAfter(LONGEST_IDLE.plusMillis(latenessMillis)));
    windowStates = getRuntimeContext().getMapState(windows);
    MetricsWindow[] all = MetricsWindow.values();
    late = new Counter[all.length];
    for (MetricsWindow window : all) {
      late[window.ordinal()] =
          getRuntimeContext()
              .getMetricGroup()
              .addGroup("window", window.text())
              .counter("prompts_late");
    }
  }

  @Override
  public void processElement(KeyedPromptSums prompt, Context context, Collector<MetricsRow> out)
      throws Exception {
    TimerService timers = context.timerService();
    RunningMetrics all = metrics().value();
    if (all == null) {
      all = RunningMetrics.start(prompt.key());
      // Fires at the end of a bounded input, where processing-time timers are dropped.
      timers.registerEventTimeTimer(Long.MAX_VALUE);
    }
    metrics().update(all.plus(prompt.sums()));
    for (MetricsWindow window : MetricsWindow.values()) {
      addToWindow(window, prompt, timers);
    }
    emitSoon(prompt.keyText(), timers);
  }

  private void addToWindow(MetricsWindow window, KeyedPromptSums prompt, TimerService timers)
      throws Exception {
    long start = window.startMillis(Math.floorDiv(prompt.eventTimeMicros(), 1_000L));
    long closes = start + window.millis() + latenessMillis - 1;
    if (closes <= timers.currentWatermark()) {
      Objects.requireNonNull(late)[window.ordinal()].inc();
      return;
    }
    String name = name(window, start);
    RunningMetrics metrics = windows().get(name);
    if (metrics == null) {
      MetricsKey key = prompt.key().in(window.text(), start * 1_000);
      metrics = RunningMetrics.start(key);
      timers.registerEventTimeTimer(closes);
    }
    windows().put(name, metrics.plus(prompt.sums()));
  }

  private static String name(MetricsWindow window, long startMillis) {
    return window.text() + " " + startMillis;
  }

  private static String name(MetricsKey key) {
    return key.window() + " " + key.windowStartMicros() / 1_000;
  }

  /** Once a second, each key at its own moment; asking again before that changes nothing. */
  private static void emitSoon(String key, TimerService timers) {
    long own = Math.floorMod(key.hashCode(), PAUSE_MILLIS);
    long now = timers.currentProcessingTime();
    long next = Math.floorDiv(now - own, PAUSE_MILLIS) * PAUSE_MILLIS + PAUSE_MILLIS + own;
    timers.registerProcessingTimeTimer(next);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<MetricsRow> out)
      throws Exception {
    TimerService timers = context.timerService();
    boolean isEventTime = context.timeDomain() == TimeDomain.EVENT_TIME;
    if (isEventTime && timestamp < Long.MAX_VALUE) {
      closeWindows(timestamp, timers, out);
      return;
    }
    RunningMetrics all = metrics().value();
    if (all != null && all.waiting()) {
      metrics().update(emit(all, timers, out));
    }
    boolean waiting = false;
    List<RunningMetrics> due = new ArrayList<>();
    for (RunningMetrics metrics : windows().values()) {
      if (metrics.waiting() && (isEventTime || isDue(metrics, timers))) {
        due.add(metrics);
      } else {
        waiting |= metrics.waiting();
      }
    }
    for (RunningMetrics metrics : due) {
      windows().put(name(metrics.key()), emit(metrics, timers, out));
    }
    if (waiting) {
      emitSoon(context.getCurrentKey(), timers);
    }
  }

  private static boolean isDue(RunningMetrics metrics, TimerService timers) {
    for (MetricsWindow window : MetricsWindow.values()) {
      if (window.text().equals(metrics.key().window())) {
        long sinceMillis = timers.currentProcessingTime() - metrics.emittedAtMicros() / 1_000;
        // A clock that went back must not hold a row up.
        return sinceMillis < 0 || sinceMillis >= window.pauseMillis();
      }
    }
    throw new IllegalStateException("window=" + metrics.key().window() + " is unknown");
  }

  private void closeWindows(long timestamp, TimerService timers, Collector<MetricsRow> out)
      throws Exception {
    for (MetricsWindow window : MetricsWindow.values()) {
      String name = name(window, timestamp + 1 - latenessMillis - window.millis());
      RunningMetrics metrics = windows().get(name);
      if (metrics != null) {
        if (metrics.waiting()) {
          emit(metrics, timers, out);
        }
        windows().remove(name);
      }
    }
  }

  private static RunningMetrics emit(
      RunningMetrics metrics, TimerService timers, Collector<MetricsRow> out) {
    long nowMicros = timers.currentProcessingTime() * 1_000;
    // Strictly increasing, also when a clock goes back: the newest row of a key wins.
    long atMicros = Math.max(nowMicros, metrics.emittedAtMicros() + 1);
    out.collect(metrics.account().toRow(metrics.key(), atMicros));
    return metrics.emitted(atMicros);
  }

  private ValueState<RunningMetrics> metrics() {
    return Objects.requireNonNull(state, "open comes first");
  }

  private MapState<String, RunningMetrics> windows() {
    return Objects.requireNonNull(windowStates, "open comes first");
  }
}
