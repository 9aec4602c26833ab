package io.hydrascope.jobs.archive;

import io.hydrascope.analysis.ResponseRows;
import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.Sampling;
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.rows.ResponseBatch;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * The responses of some of a message's ablated units: the same ones for the same capture, in any
 * process. What is not chosen, what cannot be read or has no believable time, and rows of scalars,
 * which say nothing of it, are counted.
 */
final class SampleResponses extends ProcessFunction<RawRecord, ResponseBatch> {
  private static final long serialVersionUID = 1L;

  private final AcceptedTimes times;
  private final double rate;
  private transient @Nullable CaptureBatchCodec codec;
  private transient @Nullable Counter unreadable;
  private transient @Nullable Counter notChosen;
  private transient @Nullable Counter unknown;

  SampleResponses(AcceptedTimes times, double rate) {
    this.times = times;
    this.rate = rate;
  }

  @Override
  public void open(OpenContext context) {
    codec = new CaptureBatchCodec();
    unreadable = getRuntimeContext().getMetricGroup().counter("captures_unreadable");
    notChosen = getRuntimeContext().getMetricGroup().counter("responses_not_chosen");
    unknown = getRuntimeContext().getMetricGroup().counter("rows_without_responses");
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<ResponseBatch> out) {
    CaptureBatchCodec opened = Objects.requireNonNull(codec, "open comes first");
    try {
      CaptureMessage message = CaptureMessage.accept(record.value(), record.headers()::get);
      CaptureBatch batch = opened.decode(message);
      times.require(batch.captures(), context.timerService().currentProcessingTime());
      if (batch.rows().detail() == Detail.SCALARS) {
        Objects.requireNonNull(unknown).inc(batch.rows().ablatedCount());
        return;
      }
      ResponseRows rows = new ResponseRows(batch);
      int left =
          rows.collect(
              (capture, unit) -> Sampling.chooses(rate, capture.captureId(), unit.text()),
              out::collect);
      Objects.requireNonNull(notChosen).inc(left);
    } catch (BadCaptureException e) {
      Objects.requireNonNull(unreadable).inc();
    }
  }

  @Override
  public void close() {
    if (codec != null) {
      codec.close();
    }
  }
}
