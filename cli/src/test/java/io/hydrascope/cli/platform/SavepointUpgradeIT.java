package io.hydrascope.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.agent.publish.CapturePublisher;
import io.hydrascope.agent.publish.PublisherOptions;
import io.hydrascope.cli.Progress;
import io.hydrascope.embedded.Part;
import io.hydrascope.storage.ClickHouseEndpoint;
import io.hydrascope.testkit.Await;
import io.hydrascope.testkit.RealPlatform;
import io.hydrascope.testkit.traffic.TestingCaptures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole compensation job, continued by a later version than the one that wrote its state. */
final class SavepointUpgradeIT {
  @RegisterExtension
  static final RealPlatform PLATFORM = RealPlatform.with(Part.KAFKA, Part.CLICKHOUSE);

  /**
   * {@code compensation-savepoint-2} holds the prompts 0 to 7 of three components of {@code base},
   * each counted, by the version whose metrics did not know of replays. State ends some days after
   * it was written, in this test never.
   */
  @Test
  void compensation_savepointOfAnEarlierVersion_isContinued() throws Exception {
    ClickHouseEndpoint tables =
        Reader.endpoint(PLATFORM.clickHouse(), PLATFORM.clickHouse().owner());
    StoredRows stored = new StoredRows(tables);
    PlatformJobs jobs = PlatformJobs.told(PLATFORM.kafka().bootstrapServers(), tables, 2);
    Preparation.of(jobs, Progress.silent());
    PlatformJobs.Told told = jobs.compensation();
    List<String> arguments = new ArrayList<>(told.arguments());
    arguments.addAll(List.of("--dedup-horizon-days", "40000", "--metrics-horizon-days", "40000"));
    String savepoint =
        Objects.requireNonNull(SavepointUpgradeIT.class.getResource("compensation-savepoint-2"))
            .toString();
    try (TestingJob job =
            TestingJob.start(new PlatformJobs.Told(told.job(), arguments), Optional.of(savepoint));
        CapturePublisher publisher =
            new CapturePublisher(PublisherOptions.of(PLATFORM.kafka().bootstrapServers()))) {
      publisher.publish(
          TestingCaptures.batch(
              TestingCaptures.BASE,
              IntStream.range(4, 12).boxed().toList(),
              TestingCaptures.ABLATED.subList(0, 3)));
      String counted =
          """
          SELECT countIf(prompts = 12 AND n = 36), count(), (SELECT min(n) FROM response_matrix FINAL)
          FROM latest_metrics WHERE kept = 'all' AND window = 'all' AND segment = 'all'
          """;
      Await.until(
          Duration.ofMinutes(2),
          () -> stored.lines(counted).equals(List.of("3\t3\t36")),
          () -> stored.lines(counted) + " instead of 3, 3, 36");
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    }
  }
}
