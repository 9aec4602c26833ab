package io.hydrascope.jobs.compensation;

import io.hydrascope.jobs.streams.CaptureResponses;
import io.hydrascope.jobs.streams.Captures;
import io.hydrascope.jobs.streams.Job;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.jobs.streams.clickhouse.ClickHouseStreams;
import io.hydrascope.jobs.streams.held.HoldingOperator;
import io.hydrascope.jobs.streams.kafka.KafkaStreams;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.ResponseMatrixRow;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Captures in; effects, running metrics and the response matrix out, each exactly once.
 *
 * <pre>
 * captures ─ decode, account ─ recognise repeats ─┬─ effects ─────────────► ClickHouse
 *               │                                 └─ prompt sums ─ segments, combined ─ by key ─ running metrics ─► ClickHouse
 *               ├─ response sums ─ recognise repeats ─ by ablation ─ response matrix ─► ClickHouse
 *               └─ refused ─► Kafka dead letters
 * </pre>
 */
public final class CompensationJob implements Job {

  /**
   * @param metrics at most one row a second and key; the newest replaces those before
   */
  record Streams(DataStream<EffectBatch> effects, DataStream<MetricsRow> metrics) {}

  public static void main(String[] arguments) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    CompensationJob job = new CompensationJob();
    job.build(environment, List.of(arguments));
    environment.execute(job.name());
  }

  @Override
  public String name() {
    return "hydrascope compensation";
  }

  @Override
  public void build(StreamExecutionEnvironment environment, List<String> arguments) {
    CompensationConfig config = CompensationConfig.parse(arguments);
    StreamsConfig streams = config.streams();
    JobEnvironment.configure(environment, streams);

    KafkaStreams kafka = new KafkaStreams(streams.kafka());
    Captures.WithResponses read =
        Captures.readWithResponses(
            kafka.captures(environment, "hydrascope-compensation"),
            streams.times(),
            streams.repeatsHorizon());
    Captures captures = read.captures();
    kafka.deadLetters(captures.refused());

    Streams results =
        topology(
            captures.effects(),
            config.metricsHorizon(),
            config.allowedLateness(),
            ReplayedMetrics.in(streams.clickHouse()));
    ClickHouseStreams clickHouse = new ClickHouseStreams(streams.clickHouse(), kafka.letterBox());
    clickHouse.effects(results.effects());
    clickHouse.runningMetrics(results.metrics());
    clickHouse.responseMatrix(responseMatrix(read.responses(), config.metricsHorizon()));
  }

  /** Everything between the sources and the sinks. */
  static Streams topology(
      DataStream<EffectBatch> effects,
      Duration metricsHorizon,
      Duration allowedLateness,
      ReplayedMetrics.Opener replays) {
    DataStream<MetricsRow> metrics =
        effects
            .map(new SumPrompts())
            .returns(CaptureSums.class)
            .uid("sum-prompts")
            .name("sum prompts")
            .keyBy(CaptureSums::model)
            .transform(
                "admit segments",
                TypeInformation.of(KeyedPromptSums.class),
                HoldingOperator.of(new AdmitSegments(metricsHorizon)))
            .uid("admit-segments")
            .transform(
                "combine prompts",
                TypeInformation.of(KeyedAccount.class),
                new CombinePrompts(allowedLateness))
            .uid("combine-prompts")
            .keyBy(KeyedAccount::keyText)
            .transform(
                "running metrics by key",
                TypeInformation.of(MetricsRow.class),
                HoldingOperator.of(
                    new KeepRunningMetrics(metricsHorizon, allowedLateness, replays)))
            .uid("running-metrics-by-key");
    return new Streams(effects, metrics);
  }

  /** Who answers each ablation, from each ablation of each capture once. */
  static DataStream<ResponseMatrixRow> responseMatrix(
      DataStream<CaptureResponses> responses, Duration horizon) {
    return responses
        .flatMap(new SplitResponses())
        .returns(KeyedResponses.class)
        .uid("split-responses")
        .name("split responses")
        .keyBy(KeyedResponses::keyText)
        .transform(
            "response matrix by ablation",
            TypeInformation.of(ResponseMatrixRow.class),
            HoldingOperator.of(new KeepResponseMatrix(horizon)))
        .uid("response-matrix-by-ablation");
  }
}
