package io.hydrascope.jobs.streams;

import io.hydrascope.analysis.ResponseSums;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Passes each ablation of a capture once, as {@link RecogniseRepeats} does with rows.
 *
 * <p>State: what each message added of the capture's units, a few bytes. It is added and never
 * rewritten, and ends twice the horizon after it came.
 */
final class RecogniseRepeatedResponses
    extends KeyedProcessFunction<Tuple2<Long, Long>, CaptureResponses, CaptureResponses> {
  private static final long serialVersionUID = 1L;
  private static final long ONE_PLACE = 0;

  private final Duration horizon;
  private transient @Nullable ListState<byte[]> state; // SeenRows of each message

  RecogniseRepeatedResponses(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void open(OpenContext context) {
    state = getRuntimeContext().getListState(RecogniseRepeats.seen("units-seen", horizon));
  }

  @Override
  public void processElement(
      CaptureResponses capture, Context context, Collector<CaptureResponses> out) throws Exception {
    ListState<byte[]> opened = Objects.requireNonNull(state, "open comes first");
    long now = context.timerService().currentProcessingTime();
    SeenRows before = RecogniseRepeats.known(opened, now);
    SeenRows added = new SeenRows(now);
    List<ResponseSums> fresh = new ArrayList<>();
    int[] units =
        PlanUnits.of(
            capture.plan(), capture.ablations().stream().map(ResponseSums::ablated).toList());
    for (int i = 0; i < units.length; i++) {
      if (before.mark(ONE_PLACE, units[i])) {
        added.mark(ONE_PLACE, units[i]);
        fresh.add(capture.ablations().get(i));
      }
    }
    if (!fresh.isEmpty()) {
      opened.add(added.bytes());
      out.collect(
          new CaptureResponses(capture.source(), capture.plan(), capture.captureId(), fresh));
    }
  }
}
