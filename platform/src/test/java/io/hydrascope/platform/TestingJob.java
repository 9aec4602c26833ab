package io.hydrascope.platform;

import io.hydrascope.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One of the platform's jobs on a Flink cluster of its own in the test's process. */
final class TestingJob implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final JobClient client;
  private boolean isStopped;

  private TestingJob(JobClient client) {
    this.client = client;
  }

  /**
   * Returns when it runs; it ends at the first failure.
   *
   * @param savepoint to continue from
   */
  static TestingJob start(PlatformJobs.Told told, Optional<String> savepoint) throws Exception {
    Configuration options = new Configuration();
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    options.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    savepoint.ifPresent(path -> options.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    told.job().build(environment, told.arguments());
    TestingJob started = new TestingJob(environment.executeAsync(told.job().name()));
    Await.until(
        LIMIT, () -> started.status() == JobStatus.RUNNING, () -> "RUNNING: " + started.status());
    return started;
  }

  JobStatus status() {
    try {
      return client.getJobStatus().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the job does not answer", e);
    }
  }

  /** Ends it; returns where its state lies. */
  String stop(Path savepoints) throws Exception {
    String path =
        client
            .stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get();
    client.getJobExecutionResult().get();
    isStopped = true; // and its cluster with it: nobody answers any more
    return path;
  }

  @Override
  public void close() {
    if (!isStopped) {
      client.cancel().join();
    }
  }
}
