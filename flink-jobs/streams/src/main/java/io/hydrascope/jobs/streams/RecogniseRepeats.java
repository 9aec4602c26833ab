package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.rows.EffectBatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Passes each row of a capture once, by component, position and donor, whoever sends it again: an
 * agent that retries, a sweep that is run once more. Keyed by capture id. A repeat within the
 * horizon after the capture's first row counts as {@code rows_repeated}, one after it as {@code
 * rows_repeated_late}; neither passes.
 *
 * <p>State: the capture's rows, a bit each. It ends twice the horizon after the last new row; what
 * comes after that is a new observation.
 */
final class RecogniseRepeats extends KeyedProcessFunction<String, EffectBatch, EffectBatch> {
  private static final long serialVersionUID = 1L;

  private final Duration horizon;
  private transient @Nullable ValueState<SeenRows> state;
  private transient @Nullable Counter repeats;
  private transient @Nullable Counter lateRepeats;
  private transient @Nullable RepeatsByRevision ofRevisions;

  RecogniseRepeats(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<SeenRows> rows =
        new ValueStateDescriptor<>("rows", TypeInformation.of(SeenRows.class));
    rows.enableTimeToLive(JobEnvironment.endsAfter(horizon.multipliedBy(2)));
    state = getRuntimeContext().getState(rows);
    repeats = getRuntimeContext().getMetricGroup().counter("rows_repeated");
    lateRepeats = getRuntimeContext().getMetricGroup().counter("rows_repeated_late");
    ofRevisions = new RepeatsByRevision(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(EffectBatch effects, Context context, Collector<EffectBatch> out)
      throws Exception {
    ValueState<SeenRows> opened = Objects.requireNonNull(state, "open comes first");
    long now = context.timerService().currentProcessingTime();
    SeenRows seen = opened.value();
    if (seen == null) {
      seen = SeenRows.none(now, effects.plan().ablated().size());
    }
    long[] places =
        IntStream.range(0, effects.count())
            .mapToLong(row -> SeenRows.place(effects.position()[row], effects.donor()[row]))
            .toArray();
    seen = seen.covering(places);
    int[] units = PlanUnits.of(effects.plan(), effects.ablated()); // [unit of the batch]
    boolean[] fresh =
        seen.mark(places, Arrays.stream(effects.component()).map(unit -> units[unit]).toArray());
    int count = 0;
    for (boolean isFresh : fresh) {
      count += isFresh ? 1 : 0;
    }
    boolean isLate = now - seen.sinceMillis() > horizon.toMillis();
    Objects.requireNonNull(isLate ? lateRepeats : repeats).inc(fresh.length - count);
    Objects.requireNonNull(ofRevisions).add(effects.source(), fresh.length - count);
    if (count > 0) {
      opened.update(seen);
      out.collect(EffectSlice.of(effects, fresh));
    }
  }
}
