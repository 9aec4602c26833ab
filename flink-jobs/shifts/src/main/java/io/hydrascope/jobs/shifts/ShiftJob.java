package io.hydrascope.jobs.shifts;

import io.hydrascope.jobs.shifts.ShiftConfig.Comparisons;
import io.hydrascope.jobs.streams.Captures;
import io.hydrascope.jobs.streams.Job;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.jobs.streams.clickhouse.ClickHouseStreams;
import io.hydrascope.jobs.streams.kafka.KafkaStreams;
import io.hydrascope.jobs.streams.kafka.KeyedMessage;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Captures of several revisions in; for each candidate how far its components moved from the base,
 * and an alert when one did.
 *
 * <pre>
 * captures ─ decode, account ─ recognise repeats ─ prompt parts ─ pair by prompt ─ compare by pair ─┬─ shifts ─► ClickHouse
 *                                                                                                  └─ alerts ─► ClickHouse, Kafka
 * </pre>
 *
 * Messages that cannot be read are left to the compensation job, which reports them.
 */
public final class ShiftJob implements Job {

  /**
   * @param shifts a row a component after each prompt that both revisions answered
   * @param alerts a row whenever a pair's state changes
   */
  record Streams(DataStream<ShiftRow> shifts, DataStream<AlertRow> alerts) {}

  public static void main(String[] arguments) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    ShiftJob job = new ShiftJob();
    job.build(environment, List.of(arguments));
    environment.execute(job.name());
  }

  @Override
  public String name() {
    return "hydrascope shifts";
  }

  @Override
  public void build(StreamExecutionEnvironment environment, List<String> arguments) {
    ShiftConfig config = ShiftConfig.parse(arguments);
    StreamsConfig streams = config.streams();
    JobEnvironment.configure(environment, streams);

    KafkaStreams kafka = new KafkaStreams(streams.kafka());
    Captures captures =
        Captures.read(kafka.captures(environment, "hydrascope-shifts"), streams.repeatsHorizon());

    Streams results = topology(captures.effects(), config.comparisons());
    ClickHouseStreams clickHouse = new ClickHouseStreams(streams.clickHouse());
    clickHouse.shifts(results.shifts());
    clickHouse.alerts(results.alerts());
    kafka.messages(messages(results.alerts()), Topics.ALERTS, "alert-messages");
  }

  /** Everything between the sources and the sinks. */
  static Streams topology(DataStream<EffectBatch> effects, Comparisons comparisons) {
    SingleOutputStreamOperator<ShiftRow> shifts =
        effects
            .filter(comparisons::wants)
            .uid("wanted-captures")
            .name("wanted captures")
            .map(PromptPart::of)
            .returns(PromptPart.class)
            .uid("prompt-parts")
            .name("prompt parts")
            .keyBy(PromptPart::pairText)
            .process(new PairRevisions(comparisons.base(), comparisons.pairHorizon()))
            .returns(PromptDifference.class)
            .uid("pair-by-prompt")
            .name("pair by prompt")
            .keyBy(PromptDifference::comparisonText)
            .process(new CompareRevisions(comparisons))
            .returns(ShiftRow.class)
            .uid("compare-by-pair")
            .name("compare by pair");
    return new Streams(shifts, shifts.getSideOutput(CompareRevisions.ALERTS));
  }

  private static DataStream<KeyedMessage> messages(DataStream<AlertRow> alerts) {
    return alerts
        .map(alert -> new KeyedMessage(alert.alertId(), ShiftAlert.message(alert)))
        .returns(KeyedMessage.class)
        .uid("alerts-as-json")
        .name("alerts as json");
  }
}
