package io.hydrascope.jobs.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.jobs.streams.kafka.KeyedMessage;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.Measure;
import io.hydrascope.schemas.ShiftMeasure;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.AlertRow;
import io.hydrascope.schemas.rows.AlertState;
import io.hydrascope.schemas.rows.Estimate;
import io.hydrascope.schemas.rows.LineEstimate;
import io.hydrascope.schemas.rows.MetricsKey;
import io.hydrascope.schemas.rows.MetricsRow;
import io.hydrascope.schemas.rows.RepairEstimates;
import io.hydrascope.schemas.rows.ShiftRow;
import io.hydrascope.schemas.rows.TailEstimates;
import io.hydrascope.schemas.rows.Verdict;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamTypesTest {

  static Stream<Record> records() {
    return Stream.of(
        TestingMessages.message(3, "p0", TestingMessages.HEAD),
        TestingMessages.effects("p0", TestingMessages.HEAD, TestingMessages.MLP),
        new RawRecord("t", 1, 2, Map.of(), null),
        new DeadLetter("t", 1, 2, Map.of("h", new byte[] {1}), null, 0, "not_arrow", "why"),
        new KeyedMessage("key", "value"),
        metrics(),
        shift(),
        alert());
  }

  @ParameterizedTest
  @MethodSource("records")
  void serializer_everyRecordInAStream_needsNoGenericTypeAndLosesNothing(Record record)
      throws IOException {
    assertThat(roundTrip(record))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(record);
  }

  private static <T> T roundTrip(T record) throws IOException {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) record.getClass();
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    TypeSerializer<T> serializer = TypeInformation.of(type).createSerializer(config);
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(record, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  private static MetricsRow metrics() {
    Estimate[] means = new Estimate[Measure.COUNT];
    Arrays.fill(means, new Estimate(1.0, null, null));
    double[] variances = new double[Measure.COUNT];
    variances[3] = Double.NaN;
    Estimate known = new Estimate(0.5, 0.25, 0.75);
    return new MetricsRow(
        new MetricsKey(
            "m",
            "r",
            AblationUnit.mlpOut(3),
            "mean",
            "s",
            "t",
            "set",
            "task=sums",
            "1m",
            60,
            "all"),
        12,
        7,
        3,
        means,
        variances,
        new RepairEstimates(known, Estimate.UNDEFINED, known, known, known, known, 0.5, null),
        new LineEstimate(known, known, 0.5),
        LineEstimate.UNDEFINED,
        new TailEstimates(0.5, null),
        known,
        known,
        Estimate.UNDEFINED);
  }

  private static ShiftRow shift() {
    return new ShiftRow(
        "rule",
        "m",
        "base",
        "tuned",
        AblationUnit.head(1, 2),
        ShiftMeasure.SELF_REPAIR,
        "all",
        "zero",
        "all_positions",
        "next",
        99,
        4,
        0.25,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.MAX_VALUE,
        0.05,
        0.02,
        Verdict.UNDECIDED);
  }

  private static AlertRow alert() {
    return new AlertRow(
        "id",
        1,
        "rule",
        "m",
        "base",
        "tuned",
        "",
        "self_repair",
        AlertState.ALERT,
        AlertState.UNKNOWN,
        "critical",
        0.5,
        0.25,
        0.75,
        1e9,
        60,
        "{}");
  }
}
