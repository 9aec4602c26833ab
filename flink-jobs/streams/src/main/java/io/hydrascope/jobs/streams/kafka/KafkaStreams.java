package io.hydrascope.jobs.streams.kafka;

import io.hydrascope.jobs.streams.LetterBox;
import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.schemas.Topics;
import io.hydrascope.schemas.deadletter.DeadLetter;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The platform's topics on one Kafka cluster. */
public record KafkaStreams(String bootstrapServers) {
  private static final Duration OUT_OF_ORDER = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** Topics keep messages for a week where nobody has changed that. */
  private static final Duration LONGEST_IN_TOPIC = Duration.ofDays(90);

  /** Headers and key come on top of the value. */
  private static final int MAX_REQUEST_BYTES = Topics.MAX_MESSAGE_BYTES + (1 << 20);

  /**
   * All capture messages from the earliest kept: a job that starts without its state counts anew,
   * and its rows replace what it wrote before.
   *
   * @param group shows the job's lag to Kafka's tools; positions are in the checkpoints
   */
  public DataStream<RawRecord> captures(StreamExecutionEnvironment environment, String group) {
    return messages(environment, Topics.CAPTURES, group, "captures");
  }

  /** All vector messages from the earliest kept. */
  public DataStream<RawRecord> vectors(StreamExecutionEnvironment environment, String group) {
    return messages(environment, Topics.VECTORS, group, "vectors-topic");
  }

  private DataStream<RawRecord> messages(
      StreamExecutionEnvironment environment, String topic, String group, String uid) {
    KafkaSource<RawRecord> source =
        KafkaSource.<RawRecord>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(topic)
            .setGroupId(group)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new RawRecordSchema())
            .setProperty("max.partition.fetch.bytes", Integer.toString(Topics.MAX_MESSAGE_BYTES))
            .build();
    return environment
        .fromSource(source, watermarks(), uid)
        .uid(uid)
        // Chained to the source: each task sees its own partitions in order.
        .map(new CountDropped(new AskedLogStarts(bootstrapServers)))
        .returns(RawRecord.class)
        .uid("count-dropped-" + uid)
        .name("count dropped " + uid);
  }

  /**
   * By the times at which messages were sent, partition by partition; one that brings nothing for a
   * while holds nobody up. A clock that runs ahead cannot make the others' messages late, and one
   * that is years behind cannot hold them up.
   */
  static WatermarkStrategy<RawRecord> watermarks() {
    WatermarkStrategy<RawRecord> believed =
        WatermarkStrategy.<RawRecord>forBoundedOutOfOrderness(OUT_OF_ORDER).withIdleness(IDLE);
    return WatermarkStrategy.<RawRecord>forGenerator(
            context -> new BelievedTimes(believed.createWatermarkGenerator(context)))
        .withTimestampAssigner(
            (message, sentMillis) ->
                BelievedTimes.of(
                    sentMillis, System.currentTimeMillis(), LONGEST_IN_TOPIC.toMillis()));
  }

  /** All control messages from the earliest kept, in order: the last one of a kind holds. */
  public DataStream<RawRecord> control(StreamExecutionEnvironment environment, String group) {
    KafkaSource<RawRecord> source =
        KafkaSource.<RawRecord>builder()
            .setBootstrapServers(bootstrapServers)
            .setTopics(Topics.CONTROL)
            .setGroupId(group)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new RawRecordSchema())
            .build();
    return environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "control")
        .uid("control")
        .setParallelism(1);
  }

  /** Writes refused messages at least once. */
  public void deadLetters(DataStream<DeadLetter> letters) {
    letters.sinkTo(sink(new DeadLetterSchema())).uid("dead-letters").name("dead letters");
  }

  /** For letters that come from no stream. */
  public LetterBox.Opener letterBox() {
    String servers = bootstrapServers;
    return () ->
        new KafkaLetterBox(
            Map.of(
                "bootstrap.servers",
                servers,
                "enable.idempotence",
                true,
                "compression.type",
                "zstd",
                "max.request.size",
                MAX_REQUEST_BYTES));
  }

  /** Writes keyed messages to a topic at least once. */
  public void messages(DataStream<KeyedMessage> messages, String topic, String uid) {
    messages.sinkTo(sink(new KeyedMessageSchema(topic))).uid(uid).name(uid);
  }

  private <T> KafkaSink<T> sink(KafkaRecordSerializationSchema<T> schema) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(bootstrapServers)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setProperty("max.request.size", Integer.toString(MAX_REQUEST_BYTES))
        .setRecordSerializer(schema)
        .build();
  }
}
