package io.hydrascope.jobs.compensation;

import io.hydrascope.jobs.compensation.CaptureSums.UnitSums;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.held.HeldValues;
import io.hydrascope.jobs.streams.held.HoldsValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
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
final class AdmitSegments extends KeyedProcessFunction<String, CaptureSums, KeyedPromptSums>
    implements HoldsValues {
  private static final long serialVersionUID = 1L;

  /** Models. */
  private static final int MOST_HELD = 100;

  private final Duration horizon;
  private transient @Nullable HeldValues<AdmittedSegments> state;
  private transient @Nullable Counter pooled;

  AdmitSegments(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<AdmittedSegments> segments =
        new ValueStateDescriptor<>("segments", TypeInformation.of(AdmittedSegments.class));
    segments.enableTimeToLive(JobEnvironment.endsAfter(horizon));
    state = HeldValues.of(getRuntimeContext().getState(segments), horizon, MOST_HELD);
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

  @Override
  public List<HeldValues<?>> held() {
    return List.of(Objects.requireNonNull(state, "open comes first"));
  }

  private List<String> segments(Map<String, String> named) throws Exception {
    if (named.isEmpty()) {
      return List.of(CaptureSums.ALL);
    }
    HeldValues<AdmittedSegments> opened = Objects.requireNonNull(state, "open comes first");
    AdmittedSegments known = opened.get(HeldValues.ONLY);
    AdmittedSegments.Named found = (known == null ? AdmittedSegments.none() : known).name(named);
    Objects.requireNonNull(pooled).inc(found.pooled());
    // Where nothing is new as well: its life is counted from the model's last prompt.
    opened.put(HeldValues.ONLY, found.admitted());
    return found.names();
  }
}
