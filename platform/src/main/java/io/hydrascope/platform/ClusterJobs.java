package io.hydrascope.platform;

import io.hydrascope.embedded.FlinkAccess;
import io.hydrascope.jobs.streams.submit.JobSubmission;
import io.hydrascope.schemas.text.BadInputException;
import io.hydrascope.schemas.text.OneLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The platform's jobs on somebody's Flink cluster. */
public record ClusterJobs(FlinkAccess flink, Path jobJar) {

  /**
   * @param restorePaths a checkpoint or savepoint by word, {@code compensation} for example; the
   *     other jobs begin anew
   * @throws BadInputException if a name is unknown, the cluster does not answer, or a job of that
   *     name runs there: a second one would write every row again
   */
  public List<SubmittedJob> submit(PlatformJobs jobs, Map<String, String> restorePaths)
      throws Exception {
    List<String> names = jobs.all().stream().map(told -> told.job().name()).toList();
    requireKnown(restorePaths.keySet(), names.stream().map(ClusterJobs::word).toList());
    requireNoneRuns(names);
    JobSubmission submission =
        JobStarter.submission(flink, jobJar, new FlinkReports(flink).stateOptionsOfJobs());
    List<SubmittedJob> submitted = new ArrayList<>();
    for (PlatformJobs.Told told : jobs.all()) {
      String name = told.job().name();
      Optional<String> restore = Optional.ofNullable(restorePaths.get(word(name)));
      String id = JobSubmission.newId();
      submission.submit(told.job(), id, told.arguments(), restore);
      submitted.add(new SubmittedJob(name, id));
    }
    return submitted;
  }

  /** A job's name without the program's. */
  private static String word(String name) {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  private static void requireKnown(Set<String> given, List<String> names) {
    for (String name : given) {
      if (!names.contains(name)) {
        throw new BadInputException(
            "--restore %s=…: no such job; the jobs are %s".formatted(name, names));
      }
    }
  }

  private void requireNoneRuns(List<String> names) {
    try {
      Map<String, String> live =
          new FlinkReports(flink)
              .jobs().stream()
                  .filter(FlinkReports.JobState::isLive)
                  .filter(job -> names.contains(job.name()))
                  .collect(
                      Collectors.toMap(
                          FlinkReports.JobState::name, FlinkReports.JobState::id, (a, b) -> a));
      if (!live.isEmpty()) {
        throw new BadInputException(
            "--flink %s runs these already: %s; stop them with a savepoint and give it with --restore"
                .formatted(flink.restUrl(), live));
      }
    } catch (IOException e) {
      throw new BadInputException(
          "--flink %s does not answer as a Flink cluster (%s)"
              .formatted(flink.restUrl(), OneLine.of(e)));
    }
  }
}
