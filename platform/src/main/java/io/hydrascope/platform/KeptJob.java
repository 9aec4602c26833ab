package io.hydrascope.platform;

import io.hydrascope.platform.watch.Restartable;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A job that is submitted again when it has failed or its JobManager has forgotten it. One that
 * somebody has stopped stays so, unless whoever wanted to go on with it is gone.
 */
final class KeptJob implements Restartable {
  private final PlatformJobs.Told told;
  private final JobStarter starter;

  KeptJob(PlatformJobs.Told told, JobStarter starter) {
    this.told = told;
    this.starter = starter;
  }

  @Override
  public String name() {
    return told.job().name();
  }

  /** A Flink that does not answer is a matter of its own. */
  @Override
  public boolean isAlive() {
    try {
      List<FlinkReports.JobState> runs = runs();
      JobHold hold = starter.hold(told);
      return runs.stream().anyMatch(FlinkReports.JobState::isLive)
          || hold.isHeld()
          || (!hold.isBegun() && newest(runs).filter(KeptJob::isStopped).isPresent());
    } catch (IOException e) {
      return true;
    }
  }

  /** Of this name; those that ended too. */
  private List<FlinkReports.JobState> runs() throws IOException {
    return new FlinkReports(starter.flink())
        .jobs().stream().filter(job -> job.name().equals(name())).toList();
  }

  private static Optional<FlinkReports.JobState> newest(List<FlinkReports.JobState> runs) {
    return runs.stream().max(Comparator.comparing(FlinkReports.JobState::startedMillis));
  }

  private static boolean isStopped(FlinkReports.JobState job) {
    return !job.state().equals("FAILED");
  }

  @Override
  public String end() {
    try {
      Optional<FlinkReports.JobState> newest = newest(runs());
      if (newest.isEmpty()) {
        return "is unknown to its JobManager";
      }
      String cause = new FlinkReports(starter.flink()).rootCause(newest.get().id());
      return "is %s (%s)".formatted(newest.get().state(), cause);
    } catch (IOException e) {
      return "has ended";
    }
  }

  @Override
  public String where() {
    return starter.directory().flink().resolve("jobmanager.log").toString();
  }

  @Override
  public void start() throws Exception {
    SubmittedJob unused = starter.start(told);
  }
}
