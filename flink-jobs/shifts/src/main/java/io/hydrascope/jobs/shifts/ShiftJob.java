package io.hydrascope.jobs.shifts;

import io.hydrascope.alerting.message.AlertMessage;
import io.hydrascope.jobs.shifts.ShiftConfig.Comparisons;
import io.hydrascope.jobs.streams.Captures;
import io.hydrascope.jobs.streams.Job;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.jobs.streams.ShortKey;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.jobs.streams.clickhouse.ClickHouseStreams;
import io.hydrascope.jobs.streams.held.HoldingBroadcastOperator;
import io.hydrascope.jobs.streams.kafka.KafkaStreams;
import io.hydrascope.jobs.streams.kafka.KeyedMessage;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.schemas.rows.ShiftRow;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Captures of several revisions in; for each candidate how far its components moved from the base,
 * and an alert when one did. Rules and acknowledgements come in while it runs.
 *
 * <pre>
 * captures ─ decode, account ─ recognise repeats ─ prompt parts ─ order revisions ─┐
 *                                                                                  │ by prompt
 * control ── read control ══ to every subtask ══╦═════════════════════════ pair by prompt
 *                                               ║                                  │ by group
 *                                               ║                             join groups
 *                                               ║                                  │ by model and plan
 *                                               ╚════════════════════════ compare by pair ─┬─ shifts ─► ClickHouse
 *                                                                                          └─ alerts ─► ClickHouse, Kafka
 * </pre>
 *
 * Captures that cannot be read are left to the compensation job, which reports them; refused
 * control messages are dead letters.
 */
public final class ShiftJob implements Job {

  /**
   * @param shifts rows a component, measure and segment each, while prompts come that both
   *     revisions answer
   * @param alerts a message whenever a rule's state changes
   * @param refused control messages that say nothing
   */
  record Streams(
      DataStream<ShiftRow> shifts,
      DataStream<AlertMessage> alerts,
      DataStream<DeadLetter> refused) {}

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
        Captures.read(
            kafka.captures(environment, "hydrascope-shifts"),
            streams.times(),
            streams.repeatsHorizon());
    DataStream<RawRecord> control = kafka.control(environment, "hydrascope-shifts-control");

    Streams results = topology(captures.effects(), control, config.comparisons());
    ClickHouseStreams clickHouse = new ClickHouseStreams(streams.clickHouse(), kafka.letterBox());
    clickHouse.shifts(results.shifts());
    clickHouse.alerts(rows(results.alerts()));
    kafka.messages(messages(results.alerts()), Topics.ALERTS, "alert-messages");
    kafka.deadLetters(results.refused());
  }

  /** Everything between the sources and the sinks. */
  static Streams topology(
      DataStream<EffectBatch> effects, DataStream<RawRecord> control, Comparisons comparisons) {
    SingleOutputStreamOperator<String> told =
        control
            .process(new ReadControl())
            .returns(Types.STRING)
            .uid("read-control")
            .name("read control")
            .setParallelism(1);
    BroadcastStream<String> everywhere = told.broadcast(RulesInForce.STATE);
    RulesInForce rules = new RulesInForce(comparisons.rulesAtStart());
    SingleOutputStreamOperator<ShiftRow> shifts =
        units(effects, everywhere, rules, comparisons)
            .keyBy(unit -> unit.first().pair().watchText())
            .connect(told.broadcast())
            .transform(
                "compare revisions",
                TypeInformation.of(ShiftRow.class),
                HoldingBroadcastOperator.of(
                    new CompareRevisions(rules, comparisons.comparisonHorizon()),
                    RulesInForce.STATE))
            .uid("compare-revisions");
    return new Streams(
        shifts,
        shifts.getSideOutput(CompareRevisions.ALERTS),
        told.getSideOutput(ReadControl.REFUSED));
  }

  private static DataStream<PromptUnit> units(
      DataStream<EffectBatch> effects,
      BroadcastStream<String> control,
      RulesInForce rules,
      Comparisons comparisons) {
    return effects
        .map(PromptPart::of)
        .returns(PromptPart.class)
        .uid("prompt-parts")
        .name("prompt parts")
        .keyBy(PromptPart::model)
        .process(new OrderRevisions())
        .returns(PromptPart.class)
        .uid("order-revisions")
        .name("order revisions")
        .keyBy(PromptPart::pairKey, ShortKey.TYPE)
        .connect(control)
        .process(new PairRevisions(rules, comparisons.pairHorizon()))
        .returns(PromptOutcome.class)
        .uid("pair-revisions")
        .name("pair revisions")
        .keyBy(PromptOutcome::unitKey, ShortKey.TYPE)
        .process(new JoinGroups(comparisons.groupWait(), comparisons.comparisonHorizon()))
        .returns(PromptUnit.class)
        .uid("join-groups")
        .name("join groups");
  }

  private static DataStream<AlertRow> rows(DataStream<AlertMessage> alerts) {
    return alerts
        .map(AlertMessage::row)
        .returns(AlertRow.class)
        .uid("alert-rows")
        .name("alert rows");
  }

  private static DataStream<KeyedMessage> messages(DataStream<AlertMessage> alerts) {
    return alerts
        .map(alert -> new KeyedMessage(alert.row().alertId(), alert.json()))
        .returns(KeyedMessage.class)
        .uid("alerts-as-json")
        .name("alerts as json");
  }
}
