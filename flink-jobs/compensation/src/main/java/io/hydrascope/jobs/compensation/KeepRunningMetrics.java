package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.held.HeldValues;
import io.hydrascope.jobs.streams.held.HoldsValues;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
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
 * prompt. A prompt that comes later counts in {@code all} and in {@code prompts_late}. Each task
 * keeps how far event time had come, because a watermark starts anew with the job: a window that
 * was closed before a restart is not begun again, which would replace its row by one of fewer
 * prompts.
 *
 * <p>After a replay, a key counts on from what the replay found, from its next prompt or timer on.
 */
final class KeepRunningMetrics extends KeyedProcessFunction<String, KeyedAccount, MetricsRow>
    implements CheckpointedFunction, HoldsValues {
  private static final long serialVersionUID = 1L;
  private static final long PAUSE_MILLIS = 1_000;
  private static final Duration LONGEST_IDLE = Duration.ofDays(2);

  /** Keys; each takes some kilobytes, and as much a window. */
  private static final int MOST_HELD = 2_000;

  private final Duration horizon;
  private final long latenessMillis;
  private final ReplayedMetrics.Opener replays;
  private transient ReplayedMetrics replayed = ReplayedMetrics.none();
  private transient @Nullable HeldValues<RunningMetrics> state;
  private transient @Nullable HeldValues<RunningMetrics> windowStates;
  private transient Counter @Nullable [] late; // [window]
  private transient @Nullable ListState<Long> reachedStates;
  private transient long reachedMillis; // of event time, before a restart too

  KeepRunningMetrics(Duration horizon, Duration lateness, ReplayedMetrics.Opener replays) {
    this.horizon = horizon;
    this.latenessMillis = lateness.toMillis();
    this.replays = replays;
  }

  /** The furthest time of all tasks: keys may have come from any of them. */
  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    reachedStates =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("reached event time", Types.LONG));
    reachedMillis = Long.MIN_VALUE;
    for (long millis : reachedStates.get()) {
      reachedMillis = Math.max(reachedMillis, millis);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    Objects.requireNonNull(reachedStates).update(List.of(reachedMillis));
  }

  @Override
  public void open(OpenContext context) throws InterruptedException {
    replayed = replays.open(this::isOwn);
    TypeInformation<RunningMetrics> type = TypeInformation.of(RunningMetrics.class);
    ValueStateDescriptor<RunningMetrics> metrics = new ValueStateDescriptor<>("metrics", type);
    metrics.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    state = HeldValues.of(getRuntimeContext().getState(metrics), horizon, MOST_HELD);
    MapStateDescriptor<String, RunningMetrics> windows =
        new MapStateDescriptor<>("windows", Types.STRING, type);
    Duration idle = LONGEST_IDLE.plusMillis(latenessMillis);
    windows.enableTimeToLive(JobEnvironment.endsAfter(idle));
    windowStates = HeldValues.of(getRuntimeContext().getMapState(windows), idle, MOST_HELD);
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

  private boolean isOwn(String keyText) {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
            keyText, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks())
        == task.getIndexOfThisSubtask();
  }

  @Override
  public void processElement(KeyedAccount prompts, Context context, Collector<MetricsRow> out)
      throws Exception {
    TimerService timers = context.timerService();
    reachedMillis = Math.max(reachedMillis, timers.currentWatermark());
    countOnFromReplay(prompts.keyText(), prompts.key(), timers);
    RunningMetrics all = metrics().get(HeldValues.ONLY);
    if (all == null) {
      all = RunningMetrics.start(prompts.key()).ofGeneration(replayed.generation());
      // Fires at the end of a bounded input, where processing-time timers are dropped.
      timers.registerEventTimeTimer(Long.MAX_VALUE);
    }
    ComponentAccount added = ComponentAccount.of(prompts.account());
    metrics().put(HeldValues.ONLY, all.plus(added));
    for (MetricsWindow window : MetricsWindow.values()) {
      addToWindow(window, prompts, added, timers);
    }
    if (!all.waiting()) {
      emitSoon(prompts.keyText(), timers);
    }
  }

  /** Once a key and replay. What was kept before a replay is part of what it found. */
  private void countOnFromReplay(String keyText, MetricsKey key, TimerService timers)
      throws Exception {
    RunningMetrics kept = metrics().get(HeldValues.ONLY);
    boolean isForgotten =
        kept == null
            && timers.currentProcessingTime() - replayed.switchedAtMillis() > horizon.toMillis();
    if (isForgotten || (kept != null && kept.generation() >= replayed.generation())) {
      return;
    }
    Optional<ReplayedMetrics.State> all = replayed.all(keyText);
    if (all.isPresent()) {
      metrics()
          .put(HeldValues.ONLY, RunningMetrics.replayed(key, all.get(), replayed.generation()));
    } else if (kept != null) {
      metrics().put(HeldValues.ONLY, kept.ofGeneration(replayed.generation()));
    }
    for (Map.Entry<String, ReplayedMetrics.State> open : replayed.openWindows(keyText).entrySet()) {
      MetricsWindow.Period period = MetricsWindow.Period.parse(open.getKey());
      long closes = period.endMillis() + latenessMillis - 1;
      if (closes > timers.currentWatermark()) {
        MetricsKey inWindow = key.in(period.window().text(), period.startMillis() * 1_000);
        windows()
            .put(
                open.getKey(),
                RunningMetrics.replayed(inWindow, open.getValue(), replayed.generation()));
        timers.registerEventTimeTimer(closes);
      }
    }
  }

  private void addToWindow(
      MetricsWindow window, KeyedAccount prompts, ComponentAccount added, TimerService timers)
      throws Exception {
    long start = window.startMillis(prompts.minuteMicros() / 1_000);
    long closes = start + window.millis() + latenessMillis - 1;
    String name = new MetricsWindow.Period(window, start).text();
    RunningMetrics metrics = windows().get(name);
    if (metrics == null) {
      if (closes <= reachedMillis) {
        Objects.requireNonNull(late)[window.ordinal()].inc(added.prompts());
        return;
      }
      MetricsKey key = prompts.key().in(window.text(), start * 1_000);
      metrics = RunningMetrics.start(key);
      timers.registerEventTimeTimer(closes);
    }
    windows().put(name, metrics.plus(added));
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
    RunningMetrics kept = metrics().get(HeldValues.ONLY);
    if (kept != null) {
      countOnFromReplay(context.getCurrentKey(), kept.key(), timers);
    }
    boolean isEventTime = context.timeDomain() == TimeDomain.EVENT_TIME;
    if (isEventTime && timestamp < Long.MAX_VALUE) {
      reachedMillis = Math.max(reachedMillis, timestamp);
      closeWindows(timestamp, timers, out);
      return;
    }
    RunningMetrics all = metrics().get(HeldValues.ONLY);
    if (all != null && all.waiting()) {
      metrics().put(HeldValues.ONLY, emit(all, timers, out));
    }
    boolean waiting = false;
    List<RunningMetrics> due = new ArrayList<>();
    for (RunningMetrics metrics : windows().all().values()) {
      if (metrics.waiting() && (isEventTime || isDue(metrics, timers))) {
        due.add(metrics);
      } else {
        waiting |= metrics.waiting();
      }
    }
    for (RunningMetrics metrics : due) {
      MetricsKey key = metrics.key();
      windows()
          .put(
              MetricsWindow.Period.text(key.window(), key.windowStartMicros() / 1_000),
              emit(metrics, timers, out));
    }
    if (waiting) {
      emitSoon(context.getCurrentKey(), timers);
    }
  }

  private static boolean isDue(RunningMetrics metrics, TimerService timers) {
    long pauseMillis = MetricsWindow.parse(metrics.key().window()).pauseMillis();
    long sinceMillis = timers.currentProcessingTime() - metrics.emittedAtMicros() / 1_000;
    // A clock that went back must not hold a row up.
    return sinceMillis < 0 || sinceMillis >= pauseMillis;
  }

  private void closeWindows(long timestamp, TimerService timers, Collector<MetricsRow> out)
      throws Exception {
    for (MetricsWindow window : MetricsWindow.values()) {
      long start = timestamp + 1 - latenessMillis - window.millis();
      String name = new MetricsWindow.Period(window, start).text();
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

  @Override
  public List<HeldValues<?>> held() {
    return List.of(metrics(), windows());
  }

  private HeldValues<RunningMetrics> metrics() {
    return Objects.requireNonNull(state, "open comes first");
  }

  private HeldValues<RunningMetrics> windows() {
    return Objects.requireNonNull(windowStates, "open comes first");
  }
}
