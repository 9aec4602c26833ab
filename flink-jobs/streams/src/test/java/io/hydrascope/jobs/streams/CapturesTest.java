package io.hydrascope.jobs.streams;

import static io.hydrascope.jobs.streams.TestingMessages.HEAD;
import static io.hydrascope.jobs.streams.TestingMessages.MLP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.ClickHouseEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;

class CapturesTest {
  private static final AcceptedTimes TIMES =
      new AcceptedTimes(AcceptedTimes.DEFAULT_AHEAD, AcceptedTimes.DEFAULT_BEHIND);

  @Test
  void read_messages_givesAccountedRows() throws Exception {
    List<EffectBatch> effects =
        collect(List.of(TestingMessages.message(0, "p0", HEAD, MLP)), Captures::effects);
    assertThat(effects)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(TestingMessages.effects("p0", HEAD, MLP));
  }

  @Test
  void read_sentAgainWholeOrInParts_countsEachComponentOnce() throws Exception {
    List<EffectBatch> effects =
        collect(
            List.of(
                TestingMessages.message(0, "p0", HEAD),
                TestingMessages.message(1, "p0", HEAD, MLP),
                TestingMessages.message(2, "p0", MLP),
                TestingMessages.message(3, "p1", HEAD, MLP),
                TestingMessages.message(4, "p0", HEAD)),
            Captures::effects);
    List<String> seen = new ArrayList<>();
    for (EffectBatch batch : effects) {
      assertThat(batch.count()).isEqualTo(3 * batch.ablated().size());
      batch
          .ablated()
          .forEach(component -> seen.add(batch.capture().promptId() + " " + component.text()));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("p0 L0H1", "p0 L0.mlp_out", "p1 L0H1", "p1 L0.mlp_out");
  }

  @Test
  void read_sameWeightsUnderAnotherName_areNewObservations() throws Exception {
    List<EffectBatch> effects =
        collect(
            List.of(
                TestingMessages.message(0, "base", "p0", List.of(HEAD)),
                TestingMessages.message(1, "production", "p0", List.of(HEAD)),
                TestingMessages.message(2, "production", "p0", List.of(HEAD))),
            Captures::effects);
    assertThat(effects)
        .extracting(batch -> batch.source().revision(), batch -> batch.capture().captureId())
        .containsExactlyInAnyOrder(
            tuple("base", effects.get(0).capture().captureId()),
            tuple("production", effects.get(0).capture().captureId()));
  }

  @Test
  void read_badMessages_areRefusedWithReasonAndTheRestGoesOn() throws Exception {
    RawRecord changed = TestingMessages.message(7, "p2", HEAD);
    Objects.requireNonNull(changed.value())[100] ^= 1;
    RawRecord empty = new RawRecord("captures", 1, 8, Map.of(), null);
    List<RawRecord> messages = List.of(changed, empty, TestingMessages.message(9, "p3", HEAD));
    assertThat(collect(messages, Captures::effects)).hasSize(1);
    List<DeadLetter> refused = collect(messages, Captures::refused);
    assertThat(refused)
        .extracting(DeadLetter::reason)
        .containsExactlyInAnyOrder("wrong_checksum", "missing_header");
    DeadLetter letter =
        refused.stream().filter(each -> each.offset() == 7).findFirst().orElseThrow();
    assertThat(letter.value()).isEqualTo(changed.value());
    assertThat(letter.headers()).containsKeys("crc32c", "schema_id");
    assertThat(letter.detail()).contains("crc32c=");
  }

  @Test
  void read_bombs_areLettersThatFitAndTheRestGoesOn() throws Exception {
    RawRecord good = TestingMessages.message(9, "p3", HEAD);
    List<RawRecord> messages =
        List.of(
            new RawRecord("captures", 1, 7, good.headers(), new byte[12_000_000]),
            new RawRecord("captures", 1, 8, good.headers(), new byte[8_388_608]),
            good);
    assertThat(collect(messages, Captures::effects)).hasSize(1);
    List<DeadLetter> refused = collect(messages, Captures::refused);
    assertThat(refused)
        .extracting(letter -> letter.offset() + " " + letter.reason())
        .containsExactlyInAnyOrder("7 over_limit", "8 wrong_checksum");
    assertThat(refused).allSatisfy(letter -> assertThat(letter.value()).hasSize(1_024));
    assertThat(refused).extracting(DeadLetter::valueBytes).contains(12_000_000, 8_388_608);
  }

  @Test
  void read_eventTimesThatLie_areRefusedWithValueAndLimitAndNeverTheOthers() throws Exception {
    Instant now = Instant.now();
    List<RawRecord> messages =
        List.of(
            TestingMessages.messageAt(1, "p1", Instant.parse("2300-01-01T00:00:00Z")),
            TestingMessages.messageAt(2, "p2", Instant.EPOCH),
            TestingMessages.messageAt(3, "p3", now.plus(Duration.ofMinutes(11))),
            TestingMessages.messageAt(4, "p4", now.plus(Duration.ofMinutes(9))),
            TestingMessages.messageAt(5, "p5", now.minus(Duration.ofDays(91))),
            TestingMessages.messageAt(6, "p6", now.minus(Duration.ofDays(89))),
            TestingMessages.message(7, "p7", HEAD));
    assertThat(collect(messages, Captures::effects))
        .extracting(effects -> effects.capture().promptId())
        .containsExactlyInAnyOrder("p4", "p6", "p7");
    List<DeadLetter> refused = collect(messages, Captures::refused);
    assertThat(refused)
        .extracting(letter -> letter.offset() + " " + letter.reason())
        .containsExactlyInAnyOrder(
            "1 event_time_ahead",
            "2 event_time_too_old",
            "3 event_time_ahead",
            "5 event_time_too_old");
    assertThat(refused)
        .filteredOn(letter -> letter.offset() < 3)
        .extracting(DeadLetter::detail)
        .satisfiesExactlyInAnyOrder(
            ahead ->
                assertThat(ahead)
                    .startsWith("event_time=2300-01-01T00:00:00Z of prompt p1 is more than 10m")
                    .contains("--max-clock-skew", "set the clock"),
            old ->
                assertThat(old)
                    .startsWith("event_time=1970-01-01T00:00:00Z of prompt p2 is more than 90 d")
                    .contains("--keep effects", "set the clock"));
  }

  @SuppressWarnings("try") // close() says Exception; an interrupt may end the test
  private static <T> List<T> collect(
      List<RawRecord> messages, Function<Captures, DataStream<T>> stream) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    JobEnvironment.configure(
        environment,
        new StreamsConfig(
            "unused:1",
            new ClickHouseEndpoint("http://unused:1", "default", "", "hydrascope"),
            2,
            Duration.ofMillis(100),
            Duration.ofDays(7),
            TIMES));
    DataStream<RawRecord> source =
        environment.fromData(messages, TypeInformation.of(RawRecord.class));
    Captures captures = Captures.read(source, TIMES, Duration.ofDays(7));
    List<T> all = new ArrayList<>();
    try (CloseableIterator<T> rows = stream.apply(captures).executeAndCollect()) {
      rows.forEachRemaining(all::add);
    }
    return all;
  }
}
