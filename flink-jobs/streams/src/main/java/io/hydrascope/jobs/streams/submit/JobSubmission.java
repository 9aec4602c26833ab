package io.hydrascope.jobs.streams.submit;

import io.hydrascope.jobs.streams.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Submits jobs to a Flink cluster's REST interface.
 *
 * @param jar what the cluster's workers need beside Flink itself
 * @param options of Flink that the job brings along, over the cluster's own
 */
public record JobSubmission(String restHost, int restPort, Path jar, Map<String, String> options) {
  public JobSubmission(String restHost, int restPort, Path jar) {
    this(restHost, restPort, jar, Map.of());
  }

  /** An id that no job has. */
  public static String newId() {
    return new JobID().toHexString();
  }

  /**
   * Returns once the cluster has taken the job.
   *
   * @param id that the job gets: who notes it before the job exists cannot lose it
   * @param restorePath a checkpoint or savepoint to continue from
   * @throws Exception if the cluster cannot be reached or refuses the job
   */
  @SuppressWarnings("try") // close() says Exception; an interrupt goes to the caller as it should
  public void submit(Job job, String id, List<String> arguments, Optional<String> restorePath)
      throws Exception {
    Configuration configuration = Configuration.fromMap(options);
    configuration.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, id);
    restorePath.ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createRemoteEnvironment(
            restHost, restPort, configuration, jar.toAbsolutePath().toString())) {
      job.build(environment, arguments);
      JobID taken = environment.executeAsync(job.name()).getJobID();
      if (!taken.toHexString().equals(id)) {
        throw new IllegalStateException("job id=%s was asked for, %s came".formatted(id, taken));
      }
    }
  }
}
