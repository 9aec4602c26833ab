package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.analysis.Accounting;
import io.hydrascope.analysis.Responses;
import io.hydrascope.embedded.FlinkAddress;
import io.hydrascope.embedded.Part;
import io.hydrascope.schemas.AblationUnit;
import io.hydrascope.schemas.capture.CaptureBatch;
import io.hydrascope.schemas.capture.CaptureRows;
import io.hydrascope.schemas.rows.EffectBatch;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.storage.insert.BlockEncoder;
import io.hydrascope.storage.insert.BlockInserter;
import io.hydrascope.storage.insert.TableEncoders;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole compensation job, continued by a later version than the one that wrote its state. */
final class SavepointUpgradeIT {
  @RegisterExtension
  static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA, Part.CLICKHOUSE);

  private static final Path SAVEPOINT =
      Path.of("src/test/resources/io/hydrascope/platform/compensation-savepoint-1");

  /**
   * {@code compensation-savepoint-1} holds the prompts 0 to 7 of three components of {@code base},
   * each counted, in the layout that the first release begins with. State ends some days after it
   * was written, in this test never. A layout that cannot be continued needs another savepoint:
   * {@code -Dhydrascope.record=true} takes it anew and fails the test.
   */
  @Test
  void compensation_savepointOfAnEarlierVersion_isContinued() throws Exception {
    ClickHouseEndpoint tables =
        ReadAccess.endpoint(PLATFORM.clickHouse(), PLATFORM.clickHouse().owner());
    TestingStoredRows stored = new TestingStoredRows(tables);
    PlatformJobs jobs = PlatformJobs.told(PLATFORM.kafka().bootstrapServers(), tables, 2);
    Preparation.of(jobs, Progress.silent());
    PlatformJobs.Told told = jobs.compensation();
    List<String> arguments = new ArrayList<>(told.arguments());
    arguments.addAll(List.of("--dedup-horizon", "40000d", "--metrics-horizon-days", "40000"));
    if (Boolean.getBoolean("hydrascope.record")) {
      record(new PlatformJobs.Told(told.job(), arguments), stored);
    }
    String savepoint = FlinkAddress.of(SAVEPOINT);
    try (TestingJob job =
            TestingJob.start(new PlatformJobs.Told(told.job(), arguments), Optional.of(savepoint));
        CapturePublisher publisher =
            new CapturePublisher(PublisherOptions.of(PLATFORM.kafka().bootstrapServers()))) {
      insertEffects(tables, captures(0, 8));
      publisher.publish(captures(4, 12));
      String counted =
          """
          SELECT countIf(prompts = 12 AND n = 36), count(), (SELECT min(n) FROM response_matrix FINAL)
          FROM latest_metrics WHERE kept = 'all' AND window = 'all' AND segment = 'all'
          """;
      Await.until(
          Duration.ofMinutes(2),
          () -> stored.lines(counted).equals(List.of("3\t3\t36")),
          () -> stored.lines(counted) + " instead of 3, 3, 36");
      TestingStoredMetrics.assertAreOfTheRows(stored, "'all'");
      assertMatrixIsOf(captures(0, 12), stored);
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }
  }

  private static void record(PlatformJobs.Told told, TestingStoredRows stored) throws Exception {
    try (TestingJob job = TestingJob.start(told, Optional.empty());
        CapturePublisher publisher =
            new CapturePublisher(PublisherOptions.of(PLATFORM.kafka().bootstrapServers()))) {
      publisher.publish(captures(0, 8));
      publisher.flush();
      Await.until(
          Duration.ofMinutes(2),
          () -> stored.lines("SELECT min(n) FROM response_matrix FINAL").equals(List.of("24")),
          () -> stored.lines("SELECT min(n) FROM response_matrix FINAL") + " instead of 24");
      Path taken = Path.of(URI.create(job.stop(Files.createTempDirectory("savepoint"))));
      Files.createDirectories(SAVEPOINT);
      Files.copy(
          taken.resolve("_metadata"),
          SAVEPOINT.resolve("_metadata"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    throw new AssertionError("recorded " + SAVEPOINT + "; run again without hydrascope.record");
  }

  private static CaptureBatch captures(int from, int to) {
    return TestingCaptures.batch(
        TestingCaptures.BASE,
        IntStream.range(from, to).boxed().toList(),
        TestingCaptures.ABLATED.subList(0, 3));
  }

  /** What the earlier version stored, in tables that went on. */
  private static void insertEffects(ClickHouseEndpoint tables, CaptureBatch captures)
      throws Exception {
    try (BlockEncoder<EffectBatch> encoder = TableEncoders.effects();
        BlockInserter inserter = new BlockInserter(tables)) {
      inserter.insert(encoder.encode(Accounting.account(captures)), "of-the-earlier-version");
    }
  }

  private static void assertMatrixIsOf(CaptureBatch captures, TestingStoredRows stored) {
    Responses responses = new Responses(captures);
    Map<String, List<Double>> expected = new HashMap<>();
    for (int row = 0; row < captures.rows().count(); row++) {
      if (!captures.rows().isIntact(row)) {
        AblationUnit unit = captures.ablated().get(captures.rows().ablated()[row]);
        responses
            .of(
                captures.rows().capture()[row],
                unit,
                captures.rows().position()[row],
                CaptureRows.NO_DONOR)
            .forEach(
                (responder, response) ->
                    expected
                        .computeIfAbsent(
                            unit.text() + "\t" + responder.text(), key -> new ArrayList<>())
                        .add(response));
      }
    }
    List<String> found =
        stored.lines(
            "SELECT component, responder, response_mean, response_variance FROM response_matrix FINAL");
    assertThat(found).hasSameSizeAs(expected.keySet());
    for (String line : found) {
      String[] columns = line.split("\t", -1);
      List<Double> rows = Objects.requireNonNull(expected.get(columns[0] + "\t" + columns[1]));
      double mean = rows.stream().mapToDouble(each -> each).average().orElseThrow();
      double squares = rows.stream().mapToDouble(each -> Math.pow(each - mean, 2)).sum();
      assertThat(Double.parseDouble(columns[2])).as(line).isCloseTo(mean, within(1e-9));
      assertThat(Double.parseDouble(columns[3]))
          .as(line)
          .isCloseTo(squares / (rows.size() - 1), within(1e-9));
    }
  }
}
