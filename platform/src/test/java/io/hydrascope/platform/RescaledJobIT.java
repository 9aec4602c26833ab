package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.progress.Progress;
import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.embedded.Part;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.TestingPlatform;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole compensation job, stopped with a savepoint and continued with other numbers of tasks.
 */
final class RescaledJobIT {
  @RegisterExtension
  static final TestingPlatform PLATFORM = TestingPlatform.with(Part.KAFKA, Part.CLICKHOUSE);

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int EACH = 60;
  private static final int REPEATED = 15;
  private static final int KEYS = TestingCaptures.REVISIONS.size() * TestingCaptures.ABLATED.size();

  /** Every prompt counts in its task and in all, in all time and in three windows. */
  private static final int SEGMENTS_AND_WINDOWS = 2 * 4;

  private static final String RECOUNTED_RESPONSES =
      """
      SELECT count(), countIf(n != %d), countIf(abs(total - ce) > 1e-9 * greatest(abs(ce), 1e-3))
      FROM (SELECT revision, component, max(n) AS n, sum(response_mean) AS total FROM response_matrix FINAL GROUP BY ALL) AS r
      JOIN (SELECT revision, component, avg(compensatory_effect) AS ce FROM effects GROUP BY ALL) AS e USING (revision, component)
      """;

  @TempDir Path savepoints;
  private final long startedMicros = System.currentTimeMillis() * 1_000;
  private int sent;

  @Test
  void compensation_rescaledFromOneToFourToTwo_keepsEveryNumber() throws Exception {
    TestingStoredRows stored = new TestingStoredRows(tables());
    Preparation.of(jobs(1), Progress.silent());
    String first = run(stored, 1, Optional.empty());
    String second = run(stored, 4, Optional.of(first));
    try (TestingJob job = TestingJob.start(jobs(2).compensation(), Optional.of(second))) {
      sendMore();
      await(stored, "SELECT count() FROM effects", rows());
      await(
          stored,
          "SELECT sum(prompts) FROM latest_metrics WHERE kept = 'all'",
          (long) KEYS * SEGMENTS_AND_WINDOWS * sent);
      await(stored, "SELECT min(n) FROM response_matrix FINAL", rows() / KEYS);
      job.stop(savepoints);
    }
    assertThat(
            stored.lines("SELECT count(), uniqExact(capture_id, component, position) FROM effects"))
        .containsExactly("%1$d\t%1$d".formatted(rows()));
    TestingStoredMetrics.assertAreOfTheRows(stored, TestingStoredMetrics.ALL_WINDOWS);
    TestingStoredMetrics.assertEachColumnIsSomewhereDefined(stored);
    assertThat(stored.lines(RECOUNTED_RESPONSES.formatted(rows() / KEYS)))
        .containsExactly("%d\t0\t0".formatted(KEYS));
  }

  /** Stops while rows are on their way; returns the savepoint. */
  private String run(TestingStoredRows stored, int parallelism, Optional<String> savepoint)
      throws Exception {
    long before = rows();
    try (TestingJob job = TestingJob.start(jobs(parallelism).compensation(), savepoint)) {
      sendMore();
      await(stored, "SELECT count() FROM effects", before + 1);
      sendMore();
      return job.stop(savepoints);
    }
  }

  /** New prompts, and some that were counted before, perhaps by other tasks. */
  private void sendMore() {
    List<Integer> prompts =
        IntStream.range(Math.max(0, sent - REPEATED), sent + EACH).boxed().toList();
    try (CapturePublisher publisher =
        new CapturePublisher(PublisherOptions.of(PLATFORM.kafka().bootstrapServers()))) {
      for (String revision : TestingCaptures.REVISIONS) {
        publisher.publish(
            TestingCaptures.batch(revision, prompts, TestingCaptures.ABLATED, startedMicros));
      }
    }
    sent += EACH;
  }

  /** Of effects. */
  private long rows() {
    return (long) sent * KEYS * TestingCaptures.POSITIONS;
  }

  private static void await(TestingStoredRows stored, String sql, long atLeast) {
    Await.until(
        LIMIT,
        () -> stored.number(sql) >= atLeast,
        () -> "%d of %d: %s".formatted(stored.number(sql), atLeast, sql));
  }

  private static ClickHouseEndpoint tables() {
    return ReadAccess.endpoint(PLATFORM.clickHouse(), PLATFORM.clickHouse().owner());
  }

  private static PlatformJobs jobs(int parallelism) {
    return PlatformJobs.told(PLATFORM.kafka().bootstrapServers(), tables(), parallelism);
  }
}
