package io.hydrascope.platform;

import io.hydrascope.embedded.FlinkAccess;
import io.hydrascope.platform.watch.Check;
import io.hydrascope.platform.watch.Finding;
import io.hydrascope.schemas.text.Counted;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether the platform's jobs get on.
 *
 * @param next what to do about a job that does not
 */
public record FlinkChecks(FlinkAccess flink, Clock clock, String next) implements Check {
  private static final Duration LONGEST_WITHOUT_CHECKPOINT = Duration.ofMinutes(2);

  /** For a Flink that nobody of ours watches over. */
  public static FlinkChecks of(FlinkAccess flink) {
    return new FlinkChecks(
        flink,
        Clock.systemUTC(),
        "read the JobManager's log, or submit the jobs with ./hydrascope jobs --flink");
  }

  @Override
  public List<Finding> look() {
    FlinkReports reports = new FlinkReports(flink);
    try {
      List<Finding> findings = new ArrayList<>();
      findings.add(slots(reports));
      List<FlinkReports.JobState> jobs = reports.jobs();
      for (String name : PlatformJobs.names()) {
        findings.add(job(name, jobs, reports));
      }
      return findings;
    } catch (IOException e) {
      return List.of(
          Finding.problem(
              "flink",
              flink.restUrl() + ": " + OneLine.of(e),
              "check the address and the JobManager's log"));
    }
  }

  private Finding slots(FlinkReports reports) throws IOException {
    FlinkReports.Slots slots = reports.slots();
    String found =
        "%s, version %s, %s, %s, %d free"
            .formatted(
                flink.restUrl(),
                reports.version(),
                Counted.of(slots.taskManagers(), "TaskManager"),
                Counted.of(slots.slots(), "slot"),
                slots.freeSlots());
    return slots.slots() > 0
        ? Finding.ok("flink", found)
        : Finding.problem("flink", found, "nothing can run; read the TaskManager's log");
  }

  private Finding job(String name, List<FlinkReports.JobState> jobs, FlinkReports reports)
      throws IOException {
    String check = name.substring(name.lastIndexOf(' ') + 1);
    Optional<FlinkReports.JobState> newest =
        jobs.stream()
            .filter(job -> job.name().equals(name))
            .max(
                Comparator.comparing(FlinkReports.JobState::isLive)
                    .thenComparing(FlinkReports.JobState::startedMillis));
    if (newest.isEmpty()) {
      return Finding.problem(check, "the job is missing", next);
    }
    FlinkReports.JobState job = newest.get();
    if (job.state().equals("FAILED")) {
      return Finding.problem(check, "FAILED (%s)".formatted(reports.rootCause(job.id())), next);
    }
    if (!job.isLive()) {
      return Finding.problem(
          check,
          job.state() + ", somebody has stopped it",
          "a replay goes on with it when it is done; otherwise start the platform or the job again");
    }
    return live(check, job, reports.progress(job.id(), clock.instant().minus(Duration.ofHours(1))));
  }

  private Finding live(String check, FlinkReports.JobState job, FlinkReports.JobProgress progress) {
    Instant began = Instant.ofEpochMilli(job.startedMillis());
    Instant newest = progress.checkpointBegan().isAfter(began) ? progress.checkpointBegan() : began;
    Duration age = Duration.between(newest, clock.instant());
    String found =
        "%s, %d of %s, newest checkpoint %d s ago, %s in the last hour"
            .formatted(
                job.state(),
                progress.runningTasks(),
                Counted.of(progress.tasks(), "task"),
                age.toSeconds(),
                Counted.of(progress.restarts(), "restart"));
    if (!job.state().equals("RUNNING") || progress.runningTasks() < progress.tasks()) {
      return Finding.problem(check, found, next);
    }
    if (age.compareTo(LONGEST_WITHOUT_CHECKPOINT) > 0) {
      return Finding.problem(
          check, found, "rows wait for a checkpoint: read the TaskManager's log, look at the disk");
    }
    return progress.restarts() == 0
        ? Finding.ok(check, found)
        : Finding.note(
            check, found, "%s/jobs/%s/exceptions says why".formatted(flink.restUrl(), job.id()));
  }
}
