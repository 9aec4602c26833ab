package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.storage.ClickHouseEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptJobTest {
  private static final String NAME = "hydrascope compensation";

  /** A process that started when no process of today did. */
  private static final String GONE = "1 1";

  @TempDir Path data;
  private final TestingFlink flink = new TestingFlink();
  private JobHold hold;
  private KeptJob job;

  @BeforeEach
  void setUp() {
    PlatformDirectory directory = new PlatformDirectory(data);
    PlatformJobs.Told told =
        PlatformJobs.told(
                "localhost:1",
                new ClickHouseEndpoint("http://localhost:1", "u", "p", "hydrascope"),
                2)
            .compensation();
    hold = new JobHold(directory.holdFile(NAME));
    job = new KeptJob(told, new JobStarter(flink.access(), data, directory, data));
  }

  @AfterEach
  void close() {
    flink.close();
  }

  @Test
  void isAlive_runsOrWillRunAgain_isAlive() {
    flink.jobs(NAME + "=FAILED", NAME + "=RUNNING");
    assertThat(job.isAlive()).isTrue();
    flink.jobs(NAME + "=RESTARTING");
    assertThat(job.isAlive()).isTrue();
  }

  @Test
  void isAlive_failedForGood_isNotAndSaysTheInnermostReason() {
    flink.jobs(NAME + "=FAILED", "another=RUNNING");
    flink.failure(0, "a.Recovery: outer\n\tat x\nCaused by: java.io.IOException: disk\n\tat y");
    assertThat(job.isAlive()).isFalse();
    assertThat(job.end()).isEqualTo("is FAILED (java.io.IOException: disk)");
  }

  @Test
  void isAlive_newJobManagerKnowsNothing_isNot() {
    assertThat(job.isAlive()).isFalse();
    assertThat(job.end()).isEqualTo("is unknown to its JobManager");
  }

  @Test
  void isAlive_stoppedByHand_staysSo() {
    flink.jobs(NAME + "=FINISHED");
    assertThat(job.isAlive()).isTrue();
  }

  @Test
  void isAlive_heldByAReplayThatRuns_isLeftAlone() throws IOException {
    hold.begin();
    assertThat(job.isAlive()).isTrue();
    hold.end();
    assertThat(job.isAlive()).isFalse();
  }

  @Test
  void isAlive_heldByAReplayThatWasKilled_isStartedAgain() throws IOException {
    flink.jobs(NAME + "=FINISHED");
    Files.writeString(data.resolve("hydrascope-compensation.held"), GONE);
    assertThat(job.isAlive()).isFalse();
  }

  @Test
  void isAlive_flinkDoesNotAnswer_isNotTheJobsMatter() {
    flink.close();
    assertThat(job.isAlive()).isTrue();
  }
}
