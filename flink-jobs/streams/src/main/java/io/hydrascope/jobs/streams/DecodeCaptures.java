package io.hydrascope.jobs.streams;

import io.hydrascope.analysis.Accounting;
import io.hydrascope.analysis.ResponseSums;
import io.hydrascope.schemas.Detail;
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.EffectBatch;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Reads and accounts capture messages. One that cannot be read, or whose event time is not
 * believed, goes to {@link #REFUSED} with its reason and is counted under it; it never fails the
 * job.
 */
final class DecodeCaptures extends ProcessFunction<RawRecord, EffectBatch> {
  static final OutputTag<DeadLetter> REFUSED =
      new OutputTag<>("refused", TypeInformation.of(DeadLetter.class));

  /**
   * Who answered; only where it is asked for, and of captures of full detail: others do not tell
   * the components apart and are counted.
   */
  static final OutputTag<CaptureResponses> RESPONSES =
      new OutputTag<>("responses", TypeInformation.of(CaptureResponses.class));

  private static final long serialVersionUID = 1L;

  private final AcceptedTimes times;
  private final boolean withResponses;
  private transient @Nullable CaptureBatchCodec codec;
  private transient @Nullable Counter withoutResponses;

  DecodeCaptures(AcceptedTimes times, boolean withResponses) {
    this.times = times;
    this.withResponses = withResponses;
  }

  @Override
  public void open(OpenContext context) {
    codec = new CaptureBatchCodec();
    withoutResponses = getRuntimeContext().getMetricGroup().counter("rows_without_responses");
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<EffectBatch> out) {
    CaptureBatchCodec opened = Objects.requireNonNull(codec, "open comes first");
    try {
      CaptureMessage message = CaptureMessage.accept(record.value(), record.headers()::get);
      CaptureBatch batch = opened.decode(message);
      times.require(batch.captures(), context.timerService().currentProcessingTime());
      Accounting.account(batch).forEach(out::collect);
      if (withResponses && batch.rows().detail() == Detail.FULL) {
        sumResponses(batch, context);
      } else if (withResponses) {
        Objects.requireNonNull(withoutResponses).inc(batch.rows().ablatedCount());
      }
    } catch (BadCaptureException e) {
      String reason = e.reason().name().toLowerCase(Locale.ROOT);
      getRuntimeContext()
          .getMetricGroup()
          .addGroup("reason", reason)
          .counter("captures_refused")
          .inc();
      context.output(REFUSED, record.refused(reason, String.valueOf(e.getMessage())));
    }
  }

  private void sumResponses(CaptureBatch batch, Context context) {
    for (ResponseSums.OfCapture capture : ResponseSums.of(batch)) {
      String captureId = capture.capture().captureId();
      context.output(
          RESPONSES,
          new CaptureResponses(batch.source(), batch.plan(), captureId, capture.ablations()));
    }
  }

  @Override
  public void close() {
    if (codec != null) {
      codec.close();
    }
  }
}
