package io.hydrascope.jobs.streams;

import io.hydrascope.analysis.ResponseSums;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Passes each ablation of a capture once, as {@link RecogniseRepeats} does with rows. Keyed by
 * capture id.
 *
 * <p>State: a bit a unit of the plan. It ends twice the horizon after the last new unit.
 */
final class RecogniseRepeatedResponses
    extends KeyedProcessFunction<String, CaptureResponses, CaptureResponses> {
  private static final long serialVersionUID = 1L;
  private static final long[] ONE_PLACE = {0};

  private final Duration horizon;
  private transient @Nullable ValueState<SeenRows> state;

  RecogniseRepeatedResponses(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<SeenRows> units =
        new ValueStateDescriptor<>("units", TypeInformation.of(SeenRows.class));
    units.enableTimeToLive(JobEnvironment.endsAfter(horizon.multipliedBy(2)));
    state = getRuntimeContext().getState(units);
  }

  @Override
  public void processElement(
      CaptureResponses capture, Context context, Collector<CaptureResponses> out) throws Exception {
    ValueState<SeenRows> opened = Objects.requireNonNull(state, "open comes first");
    SeenRows seen = opened.value();
    if (seen == null) {
      long now = context.timerService().currentProcessingTime();
      seen = SeenRows.none(now, capture.plan().ablated().size()).covering(ONE_PLACE);
    }
    List<ResponseSums> fresh = new ArrayList<>();
    int[] units =
        PlanUnits.of(
            capture.plan(), capture.ablations().stream().map(ResponseSums::ablated).toList());
    for (int i = 0; i < units.length; i++) {
      if (seen.mark(ONE_PLACE, new int[] {units[i]})[0]) {
        fresh.add(capture.ablations().get(i));
      }
    }
    if (!fresh.isEmpty()) {
      opened.update(seen);
      out.collect(
          new CaptureResponses(capture.source(), capture.plan(), capture.captureId(), fresh));
    }
  }
}
