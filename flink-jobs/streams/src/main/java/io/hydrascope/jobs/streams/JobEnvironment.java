package io.hydrascope.jobs.streams;

import java.time.Duration;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.SinkOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** How every job runs. */
public final class JobEnvironment {
  private static final int QUARTERS = 4;

  /** How often a compaction looks at the clock. */
  private static final long CLOCK_EACH_ENTRIES = 1_000;

  private JobEnvironment() {}

  /** Sets parallelism, checkpoints and types. Where state lies is the cluster's to say. */
  public static void configure(StreamExecutionEnvironment environment, StreamsConfig config) {
    Configuration options = new Configuration();
    options.set(PipelineOptions.GENERIC_TYPES, false);
    // Safe here: records in streams are never changed after they were emitted.
    options.set(PipelineOptions.OBJECT_REUSE, true);
    // While ClickHouse takes nothing, inserts wait; a restart would not make it take more.
    options.set(SinkOptions.COMMITTER_RETRIES, Integer.MAX_VALUE - 1);
    environment.configure(options);
    environment.setParallelism(config.parallelism());
    environment.enableCheckpointing(
        config.checkpointInterval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
    environment
        .getCheckpointConfig()
        .setExternalizedCheckpointRetention(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  /** State that ends so long after it was last written. */
  public static StateTtlConfig endsAfter(Duration idle) {
    return StateTtlConfig.newBuilder(idle)
        .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
        .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
        // On disk, where it is rewritten anyhow: files are, at the latest, at a quarter of its age.
        .cleanupInRocksdbCompactFilter(CLOCK_EACH_ENTRIES, idle.dividedBy(QUARTERS))
        // On the heap Flink looks for it at each access, and copies a key's whole map to do so.
        .cleanupIncrementally(1, false)
        .build();
  }
}
