package io.hydrascope.benchmarks.flow;

import io.hydrascope.embedded.FlinkAddress;
import io.hydrascope.jobs.streams.Job;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job in this process, with Flink's own threads, state and checkpoints on disk. */
final class RunningJob implements AutoCloseable {
  private static final int STATE_MEGABYTES = 192;
  private static final long POLL_MILLIS = 20;

  private final JobClient client;

  private RunningJob(JobClient client) {
    this.client = client;
  }

  /** Returns when it has been scheduled. */
  static RunningJob start(Job job, List<String> arguments, Path checkpoints) throws Exception {
    Configuration options = new Configuration();
    // As an embedded Flink has it.
    options.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    options.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    options.set(RocksDBOptions.FIX_PER_TM_MEMORY_SIZE, MemorySize.ofMebiBytes(STATE_MEGABYTES));
    options.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    options.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    options.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, FlinkAddress.of(checkpoints));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    job.build(environment, arguments);
    JobClient client = environment.executeAsync(job.name());
    while (client.getJobStatus().get() != JobStatus.RUNNING) {
      Thread.sleep(POLL_MILLIS);
    }
    return new RunningJob(client);
  }

  /**
   * @throws IllegalStateException if it has ended or is starting again
   */
  void requireRunning() throws Exception {
    JobStatus status = client.getJobStatus().get();
    if (status != JobStatus.RUNNING) {
      throw new IllegalStateException("the job is " + status);
    }
  }

  @Override
  public void close() {
    client.cancel().join();
    // Fails in any case: it was cancelled.
    client.getJobExecutionResult().handle((result, error) -> true).join();
  }
}
