package io.hydrascope.jobs.archive;

import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.capture.BadCaptureException;
import io.hydrascope.schemas.capture.VectorBatch;
import io.hydrascope.schemas.capture.VectorBatchCodec;
import io.hydrascope.schemas.capture.VectorMessage;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.VectorRow;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Reads vector messages. One that cannot be read, or whose event time is not believed, goes to
 * {@link #REFUSED} with its reason and is counted under it; it never fails the job.
 */
final class DecodeVectors extends ProcessFunction<RawRecord, VectorRow> {
  static final OutputTag<DeadLetter> REFUSED =
      new OutputTag<>("refused", TypeInformation.of(DeadLetter.class));

  private static final long serialVersionUID = 1L;

  private final AcceptedTimes times;
  private transient @Nullable VectorBatchCodec codec;

  DecodeVectors(AcceptedTimes times) {
    this.times = times;
  }

  @Override
  public void open(OpenContext context) {
    codec = new VectorBatchCodec();
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<VectorRow> out) {
    VectorBatchCodec opened = Objects.requireNonNull(codec, "open comes first");
    try {
      VectorMessage message = VectorMessage.accept(record.value(), record.headers()::get);
      VectorBatch batch = opened.decode(message);
      times.require(batch.captures(), context.timerService().currentProcessingTime());
      VectorRow.of(batch).forEach(out::collect);
    } catch (BadCaptureException e) {
      String reason = e.reason().name().toLowerCase(Locale.ROOT);
      getRuntimeContext()
          .getMetricGroup()
          .addGroup("reason", reason)
          .counter("vectors_refused")
          .inc();
      context.output(REFUSED, record.refused(reason, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void close() {
    if (codec != null) {
      codec.close();
    }
  }
}
