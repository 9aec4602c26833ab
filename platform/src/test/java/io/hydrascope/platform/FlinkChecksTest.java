package io.hydrascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.hydrascope.platform.watch.Finding;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlinkChecksTest {
  private static final long NOW = 1_000_000;
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

  private final TestingFlink flink = new TestingFlink();

  @AfterEach
  void close() {
    flink.close();
  }

  @Test
  void look_allRun_isOkWithNumbers() {
    flink.jobs(
        "hydrascope compensation=RUNNING",
        "hydrascope archive=RUNNING",
        "hydrascope shifts=RUNNING");
    for (int job = 0; job < 3; job++) {
      flink.progress(job, 2, 2, NOW - 3_000);
    }
    assertThat(look()).extracting(Finding::state).containsOnly(Finding.State.OK);
    assertThat(look().get(1).found())
        .isEqualTo("RUNNING, 2 of 2 tasks, newest checkpoint 3 s ago, 0 restarts in the last hour");
  }

  @Test
  void look_failedMissingAndWaitingForSlots_areProblems() {
    flink.slots(0, 0);
    flink.jobs("hydrascope compensation=FAILED", "hydrascope shifts=RUNNING");
    flink.failure(0, "java.lang.IllegalStateException: no such column");
    flink.progress(1, 0, 2, NOW);
    assertThat(look()).extracting(Finding::state).containsOnly(Finding.State.PROBLEM);
    assertThat(look())
        .extracting(Finding::check)
        .containsExactly("flink", "compensation", "archive", "shifts");
    assertThat(look().get(1).found())
        .isEqualTo("FAILED (java.lang.IllegalStateException: no such column)");
    assertThat(look().get(2).found()).isEqualTo("the job is missing");
    assertThat(look().get(3).found()).startsWith("RUNNING, 0 of 2 tasks");
  }

  @Test
  void look_noCheckpointForMinutes_isAProblem() {
    flink.jobs("hydrascope compensation=RUNNING");
    flink.progress(0, 2, 2, NOW - 121_000);
    assertThat(look().get(1))
        .satisfies(finding -> assertThat(finding.isProblem()).isTrue())
        .extracting(Finding::found)
        .asString()
        .contains("newest checkpoint 121 s ago");
  }

  @Test
  void look_nobodyAnswers_isOneProblem() {
    flink.close();
    assertThat(look())
        .singleElement()
        .satisfies(finding -> assertThat(finding.isProblem()).isTrue());
  }

  private List<Finding> look() {
    return new FlinkChecks(flink.access(), CLOCK, "wait").look();
  }
}
