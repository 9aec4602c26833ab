package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ResponseMoments;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.held.HeldValues;
import io.hydrascope.jobs.streams.held.HoldsValues;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Merges who answered an ablation over prompts and emits the row of the matrix at most every ten
 * seconds, and always within ten seconds of a change or at the end of the input.
 *
 * <p>State: one {@link RunningResponses} an ablation. It ends the horizon after its last prompt; a
 * prompt after that starts it anew.
 */
final class KeepResponseMatrix
    extends KeyedProcessFunction<String, KeyedResponses, ResponseMatrixRow> implements HoldsValues {
  private static final long serialVersionUID = 1L;
  private static final long PAUSE_MILLIS = 10_000;

  /** Each takes some kilobytes. */
  private static final int MOST_HELD = 2_000;

  private final Duration horizon;
  private transient @Nullable HeldValues<RunningResponses> state;

  KeepResponseMatrix(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<RunningResponses> responses =
        new ValueStateDescriptor<>("responses", TypeInformation.of(RunningResponses.class));
    responses.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    state = HeldValues.of(getRuntimeContext().getState(responses), horizon, MOST_HELD);
  }

  @Override
  public void processElement(
      KeyedResponses prompt, Context context, Collector<ResponseMatrixRow> out) throws Exception {
    RunningResponses before = responses().get(HeldValues.ONLY);
    if (before == null) {
      ResponseMoments none = ResponseMoments.empty(prompt.sums().means().length);
      before = new RunningResponses(prompt.key(), prompt.sums().responders(), none, 0, false);
    }
    if (!before.waiting()) {
      TimerService timers = context.timerService();
      timers.registerProcessingTimeTimer(timers.currentProcessingTime() + PAUSE_MILLIS);
      // Fires at the end of a bounded input, where processing-time timers are dropped.
      timers.registerEventTimeTimer(Long.MAX_VALUE);
    }
    responses()
        .put(
            HeldValues.ONLY,
            new RunningResponses(
                before.key(),
                before.responders(),
                before.moments().plus(prompt.sums()),
                before.emittedAtMicros(),
                true));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ResponseMatrixRow> out)
      throws Exception {
    RunningResponses responses = responses().get(HeldValues.ONLY);
    if (responses == null || !responses.waiting()) {
      return;
    }
    long nowMicros = context.timerService().currentProcessingTime() * 1_000;
    // Strictly increasing, also when a clock goes back: the newest row of a key wins.
    long atMicros = Math.max(nowMicros, responses.emittedAtMicros() + 1);
    ResponseMoments moments = responses.moments();
    out.collect(
        new ResponseMatrixRow(
            responses.key(),
            atMicros,
            responses.responders(),
            moments.rows(),
            moments.prompts(),
            moments.means().clone(),
            moments.variances()));
    responses()
        .put(
            HeldValues.ONLY,
            new RunningResponses(
                responses.key(), responses.responders(), moments, atMicros, false));
  }

  @Override
  public List<HeldValues<?>> held() {
    return List.of(responses());
  }

  private HeldValues<RunningResponses> responses() {
    return Objects.requireNonNull(state, "open comes first");
  }
}
