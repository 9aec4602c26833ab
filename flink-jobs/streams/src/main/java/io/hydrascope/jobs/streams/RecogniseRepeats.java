package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.rows.EffectBatch;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Passes each row of a capture once, by component, position and donor, whoever sends it again: an
 * agent that retries, a sweep that is run once more. Keyed by the capture's {@link ShortKey}. A
 * repeat within the horizon after the capture's first row counts as {@code rows_repeated}, one
 * after it as {@code rows_repeated_late}; neither passes.
 *
 * <p>State: what each batch added of the capture's rows, a few bytes. It is added and never
 * rewritten, and ends twice the horizon after it came; what comes after that is a new observation.
 */
final class RecogniseRepeats
    extends KeyedProcessFunction<Tuple2<Long, Long>, EffectBatch, EffectBatch> {
  private static final long serialVersionUID = 1L;

  private final Duration horizon;
  private transient @Nullable ListState<byte[]> state; // SeenRows of each batch
  private transient @Nullable Counter repeats;
  private transient @Nullable Counter lateRepeats;
  private transient @Nullable RepeatsByRevision ofRevisions;

  RecogniseRepeats(Duration horizon) {
    this.horizon = horizon;
  }

  /** The state of rows or of units that were seen. */
  static ListStateDescriptor<byte[]> seen(String name, Duration horizon) {
    ListStateDescriptor<byte[]> seen =
        new ListStateDescriptor<>(name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    seen.enableTimeToLive(JobEnvironment.endsAfter(horizon.multipliedBy(2)));
    return seen;
  }

  /** What the key has; of now and empty where it has nothing. */
  static SeenRows known(ListState<byte[]> state, long nowMillis) throws Exception {
    SeenRows known = new SeenRows(nowMillis);
    for (byte[] written : state.get()) {
      known.add(written);
    }
    return known;
  }

  @Override
  public void open(OpenContext context) {
    state = getRuntimeContext().getListState(seen("rows-seen", horizon));
    repeats = getRuntimeContext().getMetricGroup().counter("rows_repeated");
    lateRepeats = getRuntimeContext().getMetricGroup().counter("rows_repeated_late");
    ofRevisions = new RepeatsByRevision(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(EffectBatch effects, Context context, Collector<EffectBatch> out)
      throws Exception {
    ListState<byte[]> opened = Objects.requireNonNull(state, "open comes first");
    long now = context.timerService().currentProcessingTime();
    SeenRows before = known(opened, now);
    SeenRows added = new SeenRows(now);
    int[] units = PlanUnits.of(effects.plan(), effects.ablated()); // [unit of the batch]
    boolean[] fresh = new boolean[effects.count()];
    int count = 0;
    for (int row = 0; row < fresh.length; row++) {
      long place = SeenRows.place(effects.position()[row], effects.donor()[row]);
      int unit = units[effects.component()[row]];
      if (before.mark(place, unit)) {
        added.mark(place, unit);
        fresh[row] = true;
        count++;
      }
    }
    boolean isLate = now - before.sinceMillis() > horizon.toMillis();
    Objects.requireNonNull(isLate ? lateRepeats : repeats).inc(fresh.length - count);
    Objects.requireNonNull(ofRevisions).add(effects.source(), fresh.length - count);
    if (count > 0) {
      opened.add(added.bytes());
      out.collect(EffectSlice.of(effects, fresh));
    }
  }
}
