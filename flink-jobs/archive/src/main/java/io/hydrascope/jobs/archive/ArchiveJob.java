package io.hydrascope.jobs.archive;

import io.hydrascope.jobs.streams.Job;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.jobs.streams.ShortKey;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.jobs.streams.clickhouse.ClickHouseStreams;
import io.hydrascope.jobs.streams.kafka.KafkaStreams;
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.ResponseBatch;
import io.hydrascope.schemas.rows.VectorRow;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Captures and vectors in; responses and vectors out, each exactly once.
 *
 * <pre>
 * captures ─ sample responses ─ recognise repeats ─► ClickHouse responses
 * vectors ── decode ─┬──────── recognise repeats ─► ClickHouse vectors
 *                    └─ refused ─► Kafka dead letters
 * </pre>
 *
 * A capture that is refused is the compensation job's to refuse; here it is counted.
 */
public final class ArchiveJob implements Job {
  private static final String GROUP = "hydrascope-archive";

  record Streams(
      DataStream<ResponseBatch> responses,
      DataStream<VectorRow> vectors,
      DataStream<DeadLetter> refused) {}

  public static void main(String[] arguments) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    ArchiveJob job = new ArchiveJob();
    job.build(environment, List.of(arguments));
    environment.execute(job.name());
  }

  @Override
  public String name() {
    return "hydrascope archive";
  }

  @Override
  public void build(StreamExecutionEnvironment environment, List<String> arguments) {
    ArchiveConfig config = ArchiveConfig.parse(arguments);
    StreamsConfig streams = config.streams();
    JobEnvironment.configure(environment, streams);

    KafkaStreams kafka = new KafkaStreams(streams.kafka());
    Streams results =
        topology(kafka.captures(environment, GROUP), kafka.vectors(environment, GROUP), config);
    kafka.deadLetters(results.refused());
    ClickHouseStreams clickHouse = new ClickHouseStreams(streams.clickHouse(), kafka.letterBox());
    clickHouse.responses(results.responses());
    clickHouse.vectors(results.vectors());
  }

  /** Everything between the sources and the sinks. */
  static Streams topology(
      DataStream<RawRecord> captures, DataStream<RawRecord> vectors, ArchiveConfig config) {
    Duration horizon = config.streams().repeatsHorizon();
    AcceptedTimes times = config.streams().times();
    DataStream<ResponseBatch> responses =
        captures
            .process(new SampleResponses(times, config.responsesRate()))
            .returns(ResponseBatch.class)
            .uid("sample-responses")
            .name("sample responses")
            .keyBy(
                batch -> ShortKey.ofCapture(batch.source(), batch.capture().captureId()),
                ShortKey.TYPE)
            .process(new KeepFirst<>(horizon, batch -> batch.ablated().text(), "responses"))
            .returns(ResponseBatch.class)
            .uid("first-responses")
            .name("first responses");
    SingleOutputStreamOperator<VectorRow> decoded =
        vectors
            .process(new DecodeVectors(times))
            .returns(VectorRow.class)
            .uid("decode-vectors")
            .name("decode vectors");
    DataStream<VectorRow> firstVectors =
        decoded
            .keyBy(
                row -> ShortKey.ofCapture(row.source(), row.capture().captureId()), ShortKey.TYPE)
            .process(new KeepFirst<>(horizon, VectorRow::place, "vectors"))
            .returns(VectorRow.class)
            .uid("first-vectors")
            .name("first vectors");
    return new Streams(responses, firstVectors, decoded.getSideOutput(DecodeVectors.REFUSED));
  }
}
