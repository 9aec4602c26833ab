package io.hydrascope.jobs.archive;

import io.hydrascope.jobs.streams.JobEnvironment;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Passes what has one name within its capture once, whoever sends it again. Keyed by capture id.
 *
 * <p>State: the names seen. It ends the horizon after a name was first seen.
 */
final class KeepFirst<T> extends KeyedProcessFunction<String, T, T> {
  private static final long serialVersionUID = 1L;

  private final Duration horizon;
  private final Name<T> name;
  private final String what;
  private transient @Nullable MapState<String, Boolean> seen;
  private transient @Nullable Counter repeats;

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
    names.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    seen = getRuntimeContext().getMapState(names);
    repeats = getRuntimeContext().getMetricGroup().counter(what + "_repeated");
  }

  @Override
  public void processElement(T value, Context context, Collector<T> out) throws Exception {
    MapState<String, Boolean> known = Objects.requireNonNull(seen, "open comes first");
    String called = name.of(value);
    if (known.contains(called)) {
      Objects.requireNonNull(repeats).inc();
      return;
    }
    known.put(called, true);
    out.collect(value);
  }
}
