package io.hydrascope.jobs.archive;

import io.hydrascope.jobs.streams.JobEnvironment;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Passes what has one name within its capture once, whoever sends it again. Keyed by the capture's
 * {@link io.hydrascope.jobs.streams.ShortKey}. A repeat within the horizon after the capture's
 * first counts as {@code …_repeated}, one after it as {@code …_repeated_late}; neither passes.
 *
 * <p>State: the names seen and when the first was. It ends twice the horizon after the last new
 * name, a name's own twice the horizon after it was first seen; what comes after that is new.
 */
final class KeepFirst<T> extends KeyedProcessFunction<Tuple2<Long, Long>, T, T> {
  private static final long serialVersionUID = 1L;

  private final Duration horizon;
  private final Name<T> name;
  private final String what;
  private transient @Nullable MapState<String, Boolean> seen;
  private transient @Nullable ValueState<Long> firstSeenMillis; // of the capture
  private transient @Nullable Counter repeats;
  private transient @Nullable Counter lateRepeats;

  /** What one thing of a capture is called. */
  interface Name<T> extends Serializable {
    String of(T value);
  }

  KeepFirst(Duration horizon, Name<T> name, String what) {
    this.horizon = horizon;
    this.name = name;
    this.what = what;
  }

  @Override
  public void open(OpenContext context) {
    MapStateDescriptor<String, Boolean> names =
        new MapStateDescriptor<>("names", Types.STRING, Types.BOOLEAN);
    names.enableTimeToLive(JobEnvironment.endsAfter(horizon.multipliedBy(2)));
    seen = getRuntimeContext().getMapState(names);
    ValueStateDescriptor<Long> since = new ValueStateDescriptor<>("since", Types.LONG);
    since.enableTimeToLive(JobEnvironment.endsAfter(horizon.multipliedBy(2)));
    firstSeenMillis = getRuntimeContext().getState(since);
    repeats = getRuntimeContext().getMetricGroup().counter(what + "_repeated");
    lateRepeats = getRuntimeContext().getMetricGroup().counter(what + "_repeated_late");
  }

  @Override
  public void processElement(T value, Context context, Collector<T> out) throws Exception {
    MapState<String, Boolean> known = Objects.requireNonNull(seen, "open comes first");
    ValueState<Long> first = Objects.requireNonNull(firstSeenMillis);
    long now = context.timerService().currentProcessingTime();
    long since = Objects.requireNonNullElse(first.value(), now);
    String called = name.of(value);
    if (known.contains(called)) {
      Objects.requireNonNull(now - since > horizon.toMillis() ? lateRepeats : repeats).inc();
      return;
    }
    first.update(since);
    known.put(called, true);
    out.collect(value);
  }
}
