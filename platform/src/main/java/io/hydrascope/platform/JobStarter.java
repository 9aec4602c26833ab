package io.hydrascope.platform;

import io.hydrascope.embedded.FlinkAccess;
import io.hydrascope.jobs.streams.submit.JobSubmission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Submits the jobs of a data directory to its Flink, each from its newest checkpoint.
 *
 * @param checkpoints where that Flink keeps them
 * @param directory where the ids under which jobs ran are kept
 */
record JobStarter(FlinkAccess flink, Path checkpoints, PlatformDirectory directory, Path jobJar) {
  List<SubmittedJob> startAll(PlatformJobs jobs) throws Exception {
    List<SubmittedJob> submitted = new ArrayList<>();
    for (PlatformJobs.Told told : jobs.all()) {
      submitted.add(start(told));
    }
    return submitted;
  }

  SubmittedJob start(PlatformJobs.Told told) throws Exception {
    JobRecords records = new JobRecords(directory.jobsFile(), checkpoints);
    String name = told.job().name();
    Optional<String> checkpoint = records.newestCheckpoint(name);
    String id = JobSubmission.newId();
    records.remember(name, id);
    submission(flink, jobJar, Map.of()).submit(told.job(), id, told.arguments(), checkpoint);
    hold(told).end();
    return new SubmittedJob(name, id);
  }

  /**
   * To any cluster.
   *
   * @param options of Flink that the job brings along
   */
  static JobSubmission submission(FlinkAccess flink, Path jobJar, Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    all.putAll(flink.clientOptions());
    return new JobSubmission(flink.restUrl().getHost(), flink.restUrl().getPort(), jobJar, all);
  }

  JobHold hold(PlatformJobs.Told told) {
    return new JobHold(directory.holdFile(told.job().name()));
  }
}
