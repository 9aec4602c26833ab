package io.hydrascope.jobs.streams;

import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.rows.EffectBatch;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Passes each component of a capture once, whoever sends it again: an agent that retries, a sweep
 * that is run once more. Keyed by capture id.
 *
 * <p>State: the capture's components. It ends the horizon after a component was first seen.
 */
final class RecogniseRepeats extends KeyedProcessFunction<String, EffectBatch, EffectBatch> {
  private static final long serialVersionUID = 1L;

  private final Duration horizon;
  private transient @Nullable MapState<String, Boolean> seen;
  private transient @Nullable Counter repeats;

  RecogniseRepeats(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    MapStateDescriptor<String, Boolean> components =
        new MapStateDescriptor<>("components", Types.STRING, Types.BOOLEAN);
    components.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    seen = getRuntimeContext().getMapState(components);
    repeats = getRuntimeContext().getMetricGroup().counter("components_repeated");
  }

  @Override
  public void processElement(EffectBatch effects, Context context, Collector<EffectBatch> out)
      throws Exception {
    MapState<String, Boolean> known = Objects.requireNonNull(seen, "open comes first");
    Set<AblationUnit> fresh = new HashSet<>();
    for (AblationUnit component : effects.ablated()) {
      if (!known.contains(component.text())) {
        known.put(component.text(), true);
        fresh.add(component);
      }
    }
    Objects.requireNonNull(repeats).inc(effects.ablated().size() - fresh.size());
    if (!fresh.isEmpty()) {
      out.collect(EffectSlice.of(effects, fresh));
    }
  }
}
