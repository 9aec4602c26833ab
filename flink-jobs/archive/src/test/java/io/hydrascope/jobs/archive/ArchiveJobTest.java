package io.hydrascope.jobs.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.analysis.Responses;
import io.hydrascope.jobs.streams.JobEnvironment;
import io.hydrascope.jobs.streams.RawRecord;
import io.hydrascope.jobs.streams.StreamsConfig;
import io.hydrascope.schemas.Component;
import io.hydrascope.schemas.capture.AcceptedTimes;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.deadletter.DeadLetter;
import io.hydrascope.schemas.rows.ResponseBatch;
import io.hydrascope.schemas.rows.VectorRow;
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
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ArchiveJobTest {
  @Test
  void topology_captureSentTwice_givesEachUnitsResponsesOnce() throws Exception {
    CaptureBatch batch = TestingArchive.captures("p0");
    List<ResponseBatch> found =
        collect(
            1,
            List.of(TestingArchive.message(batch), TestingArchive.message(batch)),
            ArchiveJob.Streams::responses);
    assertThat(found)
        .extracting(responses -> responses.ablated().text())
        .containsExactlyInAnyOrder("L0H1", "L0.attn_out");
    found.forEach(responses -> assertEqualsTheSlowDefinition(batch, responses));
  }

  private static void assertEqualsTheSlowDefinition(CaptureBatch batch, ResponseBatch found) {
    assertThat(found.count()).isEqualTo(TestingArchive.POSITIONS * TestingArchive.DONORS.size());
    for (int row = 0; row < found.count(); row++) {
      int donor = TestingArchive.DONORS.indexOf(found.donorId()[row]);
      Map<Component, Double> expected =
          new Responses(batch).of(0, found.ablated(), found.position()[row], donor);
      assertThat(found.responders())
          .isEqualTo(expected.keySet().stream().map(Component::text).toList());
      int responder = 0;
      for (double response : expected.values()) {
        assertThat(found.response(row, responder)).isEqualTo((float) response);
        responder++;
      }
    }
  }

  @Test
  void topology_rate_choosesTheSameUnitsEachTime() throws Exception {
    List<RawRecord> messages = new ArrayList<>();
    for (int prompt = 0; prompt < 100; prompt++) {
      messages.add(TestingArchive.message(TestingArchive.captures("p" + prompt)));
    }
    List<String> once = chosen(messages);
    assertThat(chosen(messages)).isEqualTo(once);
    assertThat(once).hasSizeBetween(40, 80);
    assertThat(collect(0, messages, ArchiveJob.Streams::responses)).isEmpty();
  }

  private static List<String> chosen(List<RawRecord> messages) throws Exception {
    return collect(0.3, messages, ArchiveJob.Streams::responses).stream()
        .map(responses -> responses.capture().promptId() + " " + responses.ablated())
        .sorted()
        .toList();
  }

  @Test
  void topology_vectorsSentTwice_givesEachOnce() throws Exception {
    RawRecord message = TestingArchive.message(TestingArchive.vectors("p0"));
    List<VectorRow> found = collect(1, List.of(message, message), ArchiveJob.Streams::vectors);
    assertThat(found)
        .extracting(VectorRow::place)
        .containsExactlyInAnyOrder("//1/L0H0", "L0H1/d0/1/L0H0", "L0H1/d1/1/residual");
    assertThat(found)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyInAnyOrderElementsOf(VectorRow.of(TestingArchive.vectors("p0")));
  }

  @Test
  void topology_badVectors_areRefusedWithReasonAndTheRestGoesOn() throws Exception {
    RawRecord changed = TestingArchive.message(TestingArchive.vectors("p0"));
    Objects.requireNonNull(changed.value())[100] ^= 1;
    RawRecord good = TestingArchive.message(TestingArchive.vectors("p1"));
    List<RawRecord> messages =
        List.of(changed, new RawRecord("vectors", 0, 6, Map.of(), null), good);
    assertThat(collect(1, messages, ArchiveJob.Streams::vectors)).hasSize(3);
    assertThat(collect(1, messages, ArchiveJob.Streams::refused))
        .extracting(DeadLetter::reason)
        .containsExactlyInAnyOrder("wrong_checksum", "missing_header");
  }

  @Test
  void topology_vectorsOf2300_areRefused() throws Exception {
    long micros = Instant.parse("2300-01-01T00:00:00Z").getEpochSecond() * 1_000_000;
    List<RawRecord> messages =
        List.of(TestingArchive.message(TestingArchive.vectors("p0", micros)));
    assertThat(collect(1, messages, ArchiveJob.Streams::vectors)).isEmpty();
    assertThat(collect(1, messages, ArchiveJob.Streams::refused))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo("event_time_ahead");
              assertThat(letter.detail()).contains("2300-01-01", "prompt p0", "10m");
            });
  }

  /** Each message is read as what its topic holds. */
  @SuppressWarnings("try") // close() says Exception; an interrupt may end the test
  private static <T> List<T> collect(
      double rate, List<RawRecord> messages, Function<ArchiveJob.Streams, DataStream<T>> stream)
      throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    StreamsConfig config =
        new StreamsConfig(
            "unused:1",
            new ClickHouseEndpoint("http://unused:1", "default", "", "hydrascope"),
            1,
            Duration.ofMillis(100),
            Duration.ofDays(7),
            new AcceptedTimes(AcceptedTimes.DEFAULT_AHEAD, AcceptedTimes.DEFAULT_BEHIND));
    JobEnvironment.configure(environment, config);
    DataStream<RawRecord> source =
        environment.fromData(messages, TypeInformation.of(RawRecord.class));
    ArchiveJob.Streams streams =
        ArchiveJob.topology(
            source.filter(record -> record.topic().equals("captures")),
            source.filter(record -> record.topic().equals("vectors")),
            new ArchiveConfig(config, rate));
    List<T> all = new ArrayList<>();
    try (CloseableIterator<T> rows = stream.apply(streams).executeAndCollect()) {
      rows.forEachRemaining(all::add);
    }
    return all;
  }
}
