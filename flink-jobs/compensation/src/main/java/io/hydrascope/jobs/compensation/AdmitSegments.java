package io.hydrascope.jobs.compensation;

import io.hydrascope.jobs.compensation.CaptureSums.UnitSums;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Gives each prompt's sums to {@code all} and to each of its segments. The first hundred values of
 * a segment's key are segments of their own, the rest share the value {@code other}. Keyed by
 * model, so that all components of all revisions have the same segments.
 *
 * <p>State: the admitted values of a model. It ends the horizon after the model's last prompt.
 */
final class AdmitSegments extends KeyedProcessFunction<String, CaptureSums, KeyedPromptSums> {
  private static final long serialVersionUID = 1L;

  private final Duration horizon;
  private transient @Nullable ValueState<AdmittedSegments> state;
  private transient @Nullable Counter pooled;

  AdmitSegments(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<AdmittedSegments> segments =
        new ValueStateDescriptor<>("segments", TypeInformation.of(AdmittedSegments.class));
    segments.enableTimeToLive(
        StateTtlConfig.newBuilder(horizon)
            .setUpdateType(StateTtlConfig.UpdateType.OnReadAndWrite)
            .build());
    state = getRuntimeContext().getState(segments);
    pooled = getRuntimeContext().getMetricGroup().counter("segments_pooled");
  }

  @Override
  public void processElement(CaptureSums capture, Context context, Collector<KeyedPromptSums> out)
      throws Exception {
    List<String> segments = segments(capture.segments());
    for (UnitSums unit : capture.units()) {
      for (String segment : segments) {
        out.collect(
            KeyedPromptSums.of(
                capture.key(unit.unit(), segment), unit.sums(), capture.eventTimeMicros()));
      }
    }
  }

  private List<String> segments(Map<String, String> named) throws Exception {
    if (named.isEmpty()) {
      return List.of(CaptureSums.ALL);
    }
    ValueState<AdmittedSegments> opened = Objects.requireNonNull(state, "open comes first");
    AdmittedSegments known = opened.value();
    AdmittedSegments.Named found = (known == null ? AdmittedSegments.none() : known).name(named);
    Objects.requireNonNull(pooled).inc(found.pooled());
    if (!found.admitted().equals(known)) {
      opened.update(found.admitted());
    }
    return found.names();
  }
}
