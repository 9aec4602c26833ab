package io.hydrascope.benchmarks.flow;

import io.hydrascope.jobs.streams.Arguments;
import io.hydrascope.jobs.streams.Job;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.jobs.streams.kafka.KafkaStreams;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureBatchCodec;
import io.hydrascope.schemas.capture.CaptureMessage;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Reads captures as the platform's jobs do, decodes them and discards them. */
final class DecodeOnlyJob implements Job {
  /** Ablated rows that the jobs of this process have decoded so far. */
  static final AtomicLong ROWS = new AtomicLong();

  @Override
  public String name() {
    return "decode and discard";
  }

  @Override
  public void build(StreamExecutionEnvironment environment, List<String> arguments) {
    StreamsConfig config = StreamsConfig.from(Arguments.parse(arguments, StreamsConfig.names()));
    JobEnvironment.configure(environment, config);
    new KafkaStreams(config.kafka())
        .captures(environment, "decode-and-discard")
        .process(new Decode())
        .returns(Types.LONG)
        .uid("decode")
        .name("decode")
        .sinkTo(new DiscardingSink<>())
        .uid("discard")
        .name("discard");
  }

  private static final class Decode extends ProcessFunction<RawRecord, Long> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable CaptureBatchCodec codec;

    @Override
    public void open(OpenContext context) {
      codec = new CaptureBatchCodec();
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<Long> out) {
      CaptureMessage message = CaptureMessage.accept(record.value(), record.headers()::get);
      CaptureBatch batch = Objects.requireNonNull(codec, "open comes first").decode(message);
      long rows = batch.rows().ablatedCount();
      ROWS.addAndGet(rows);
      out.collect(rows);
    }

    @Override
    public void close() {
      if (codec != null) {
        codec.close();
      }
    }
  }
}
